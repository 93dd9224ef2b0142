import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { PageHeader } from "@/components/ui/page-header";
import {
  InstallationDashboard,
  ProviderHealthCard,
  QueueCard,
} from "@/components/usage/installation-dashboard";
import { dayOf, readPeriod } from "@/components/usage/period";
import { PeriodPicker } from "@/components/usage/period-picker";
import { UsageNav } from "@/components/usage/usage-nav";
import { listAlerts } from "@/db/alerts";
import { mayManageInstallation } from "@/db/installation";
import { findIngestionQueue, installationReport, listProviderHealth } from "@/db/installation-report";
import { listBreakers } from "@/lib/models/call-model";
import { requireAdmin } from "../../require-admin";

export const metadata: Metadata = { title: "All workspaces" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InstallationPage({ searchParams }: Props) {
  const principal = await requireAdmin();
  if (principal.userId === null || !(await mayManageInstallation(principal.userId))) forbidden();
  const today = dayOf(Date.now());
  const period = readPeriod(await searchParams, today);
  const [usage, models, queue, alerts] = await Promise.all([
    installationReport(period),
    listProviderHealth(),
    findIngestionQueue(),
    listAlerts(principal),
  ]);
  return (
    <>
      <PageHeader
        title="All workspaces"
        description="What this installation's workspaces use together, and how its providers and its queue are. For its operators alone."
      >
        <UsageNav
          here="/admin/usage/installation"
          isOperator
          unseen={alerts.filter(({ seenAt }) => seenAt === null).length}
        />
      </PageHeader>
      <div className="grid grid-cols-1 gap-5 xl:grid-cols-[2fr_1fr]">
        <ProviderHealthCard models={models} breakers={listBreakers()} />
        <QueueCard queue={queue} />
      </div>
      <PeriodPicker key={`${period.from} ${period.to}`} {...period} today={today} />
      <InstallationDashboard usage={usage} />
    </>
  );
}
