import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { AlertSettings } from "@/components/usage/alert-settings";
import { AlertTable } from "@/components/usage/alert-table";
import { UsageNav } from "@/components/usage/usage-nav";
import { listAlerts } from "@/db/alerts";
import { mayManageInstallation } from "@/db/installation";
import { findTenantPolicy } from "@/db/tenant-policy";
import { env } from "@/lib/env";
import { requireAdmin } from "../../require-admin";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage() {
  const principal = await requireAdmin();
  const { SMTP_URL, MAIL_FROM } = env();
  const [alerts, policy, isOperator] = await Promise.all([
    listAlerts(principal, 100),
    findTenantPolicy(principal),
    principal.userId !== null && mayManageInstallation(principal.userId),
  ]);
  return (
    <>
      <PageHeader title="Alerts" description="What an admin should know of without having to look.">
        <UsageNav
          here="/admin/usage/alerts"
          isOperator={isOperator}
          unseen={alerts.filter(({ seenAt }) => seenAt === null).length}
        />
      </PageHeader>
      <AlertTable alerts={alerts} />
      <AlertSettings
        alerts={policy.alerts}
        warnShare={policy.budget.warnShare}
        canSendMail={Boolean(SMTP_URL && MAIL_FROM)}
      />
    </>
  );
}
