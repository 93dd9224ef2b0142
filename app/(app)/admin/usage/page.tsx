import type { Metadata } from "next";
import { usageQuery } from "@/app/api/usage/usage-query";
import { PageHeader } from "@/components/ui/page-header";
import { LatestAlerts } from "@/components/usage/latest-alerts";
import { MonthCard } from "@/components/usage/month-card";
import { dayOf, readPeriod } from "@/components/usage/period";
import { UsageDashboard } from "@/components/usage/usage-dashboard";
import { UsageNav } from "@/components/usage/usage-nav";
import { listAlerts } from "@/db/alerts";
import { listBudgets } from "@/db/budgets";
import { mayManageInstallation } from "@/db/installation";
import { findTenantPolicy } from "@/db/tenant-policy";
import { monthSpend, usageReport } from "@/db/usage-report";
import type { BudgetOverview } from "@/lib/budget-schemas";
import { requireAdmin } from "../require-admin";
import { nameFilters } from "./name-filters";

export const metadata: Metadata = { title: "Usage" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function UsagePage({ searchParams }: Props) {
  const principal = await requireAdmin();
  const today = dayOf(Date.now());
  const asked = await searchParams;
  // An address that makes no sense shows the last 30 days.
  const query = usageQuery.safeParse(asked).data ?? {
    ...readPeriod(asked, today),
    by: "model" as const,
    filters: {},
  };
  const [usage, month, budgets, policy, alerts, filterNames, isOperator] = await Promise.all([
    usageReport(principal, query),
    monthSpend(principal),
    listBudgets(principal),
    findTenantPolicy(principal),
    listAlerts(principal),
    nameFilters(principal, query.filters),
    principal.userId !== null && mayManageInstallation(principal.userId),
  ]);
  return (
    <>
      <PageHeader
        title="Usage"
        description="What questions and documents cost and how answers came about, from the record of every model call."
      >
        <UsageNav
          here="/admin/usage"
          isOperator={isOperator}
          unseen={alerts.filter(({ seenAt }) => seenAt === null).length}
        />
      </PageHeader>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <MonthCard month={month} budget={tightest(budgets)} policy={policy.budget} />
        <LatestAlerts alerts={alerts} />
      </div>
      <UsageDashboard
        usage={usage}
        filterNames={filterNames}
        keepsTexts={policy.records.texts !== "none"}
        today={today}
      />
    </>
  );
}

/** Of what the whole workspace may spend in a month, the least. */
function tightest(budgets: BudgetOverview[]): BudgetOverview | null {
  const ofMonth = budgets.filter(
    ({ scope, period, microUsdMax }) => scope === "tenant" && period === "month" && microUsdMax !== null,
  );
  return ofMonth.toSorted((a, b) => (a.microUsdMax ?? 0) - (b.microUsdMax ?? 0))[0] ?? null;
}
