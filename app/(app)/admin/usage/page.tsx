import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { dayOf, readPeriod } from "@/components/usage/period";
import { UsageDashboard } from "@/components/usage/usage-dashboard";
import { usageReport } from "@/db/usage-report";
import { requireAdmin } from "../require-admin";

export const metadata: Metadata = { title: "Usage" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function UsagePage({ searchParams }: Props) {
  const principal = await requireAdmin();
  const today = dayOf(Date.now());
  const usage = await usageReport(principal, readPeriod(await searchParams, today));
  return (
    <>
      <PageHeader
        title="Usage"
        description="What questions and documents cost, from the record of every model call."
      />
      <UsageDashboard usage={usage} today={today} />
    </>
  );
}
