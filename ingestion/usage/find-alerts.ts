/** What a tenant's admins should know of, by the tenant's policy: each is found as often as one looks, and raised once. System. */
import { compareHour, findDearRequests, type NewAlert } from "../../db/alerts.ts";
import { listBudgets } from "../../db/budgets.ts";
import { systemPrincipal } from "../../db/client.ts";
import { findTenantPolicy } from "../../db/tenant-policy.ts";
import { type BudgetOverview, type BudgetStanding, spentShare } from "../../lib/budget-schemas.ts";
import { startOfSpan } from "../../lib/cover-period.ts";
import type { Principal } from "../../lib/turn.ts";
import { featureNames } from "../../lib/usage-schemas.ts";

/** Of a budget for each person or key, so many of them at most. */
const alertsMax = 10_000;
/** An hour stands out when it costs more than this many times its mean. */
const anomalyFactor = 2;
/** Cents don't alarm anybody, whatever the mean. */
const anomalyFloorMicroUsd = 1_000_000;
/** With fewer days to compare with nothing stands out: a workspace's first week is all growth. */
const anomalyDaysMin = 3;

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const usd = (microUsd: number) => dollars.format(microUsd / 1_000_000);
const count = new Intl.NumberFormat("en-US");

/** Everything that holds now; `since` is when it was looked at last. */
export async function findAlerts(
  tenantId: string,
  { since, now }: { since: Date; now: Date },
): Promise<NewAlert[]> {
  const principal = systemPrincipal(tenantId);
  const { alerts, budget } = await findTenantPolicy(principal);
  return [
    ...(alerts.onBudget ? await budgetAlertsOf(principal, budget.warnShare) : []),
    ...(alerts.onAnomaly ? await anomalies(tenantId, since, now) : []),
    ...(alerts.requestMicroUsd ? await dearRequests(tenantId, since, alerts.requestMicroUsd) : []),
  ];
}

/** Of everybody whom a budget is for, and not only of the few that its page shows. */
async function budgetAlertsOf(principal: Principal, warnShare: number): Promise<NewAlert[]> {
  const budgets = await listBudgets(principal, { spentShareMin: warnShare, standingsMax: alertsMax });
  return budgetAlerts(budgets, warnShare);
}

/** Past the share at which admins want to be warned, and with nothing left: either once for a cap in its period. */
export function budgetAlerts(budgets: BudgetOverview[], warnShare: number): NewAlert[] {
  return budgets.flatMap((budget) =>
    budget.standings.flatMap((standing) => {
      const share = spentShare(budget, standing);
      const passed = share >= 1 ? 1 : warnShare;
      return share > 0 && share >= passed ? [budgetAlert(budget, standing, passed)] : [];
    }),
  );
}

function budgetAlert(budget: BudgetOverview, standing: BudgetStanding, passed: number): NewAlert {
  const { id, scope, period, microUsdMax, tokensMax, resetsAt } = budget;
  const caps = [
    ...(microUsdMax ? [usd(microUsdMax)] : []),
    ...(tokensMax ? [`${count.format(tokensMax)} tokens`] : []),
  ].join(" and ");
  const whose = `The budget ${nameOf(budget, standing)} (${caps} ${periodWords[period]})`;
  const state = passed === 1 ? "is used up" : `is ${Math.round(passed * 100)} % used up`;
  return {
    kind: "budget",
    occasion: [
      id ?? `${scope}-cap`,
      standing.subject,
      resetsAt,
      microUsdMax,
      tokensMax,
      passed === 1 ? "full" : "warning",
    ].join(" "),
    message: `${whose} ${state}. It starts anew on ${momentOf(resetsAt)} UTC.`,
    details: {
      budgetId: id,
      scope,
      subject: standing.subject || budget.subject,
      period,
      spentMicroUsd: standing.spent.microUsd,
      microUsdMax,
      spentTokens: standing.spent.tokens,
      tokensMax,
      share: passed,
    },
  };
}

const periodWords = { hour: "an hour", day: "a day", month: "a month" };

function nameOf({ scope, subject, subjectName }: BudgetOverview, standing: BudgetStanding): string {
  const name = standing.name ?? subjectName;
  if (scope === "user") return `of ${name ?? "somebody who has left"}`;
  if (scope === "api-key") return `of the API key ${name ?? "that is gone"}`;
  if (scope === "feature") return `for ${(featureNames[subject ?? ""] ?? subject ?? "").toLowerCase()}`;
  return "of the workspace";
}

const moments = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});
const momentOf = (iso: string) => moments.format(new Date(iso));

/** Of the hours since one looked last, those that cost far more than the same hour of the days before. */
async function anomalies(tenantId: string, since: Date, now: Date): Promise<NewAlert[]> {
  const found: NewAlert[] = [];
  const first = Math.max(startOfSpan(since, "hour").getTime(), now.getTime() - 24 * 3_600_000);
  for (let ms = startOfSpan(new Date(first), "hour").getTime(); ms <= now.getTime(); ms += 3_600_000) {
    const hour = new Date(ms);
    const { costMicroUsd, meanMicroUsd, days } = await compareHour(tenantId, hour);
    if (days < anomalyDaysMin || costMicroUsd < anomalyFloorMicroUsd) continue;
    if (costMicroUsd <= anomalyFactor * meanMicroUsd) continue;
    const iso = hour.toISOString();
    found.push({
      kind: "anomaly",
      occasion: iso,
      message: `Models cost ${usd(costMicroUsd)} in the hour from ${momentOf(iso)} UTC, more than twice what that hour came to on average over the last ${days} days (${usd(meanMicroUsd)}).`,
      details: { hour: iso, costMicroUsd, meanMicroUsd: Math.round(meanMicroUsd), days },
    });
  }
  return found;
}

async function dearRequests(tenantId: string, since: Date, microUsd: number): Promise<NewAlert[]> {
  const found = await findDearRequests(tenantId, { since, microUsd });
  return found.map(({ requestId, costMicroUsd, modelId }) => ({
    kind: "request",
    occasion: requestId,
    message: `One question cost ${usd(costMicroUsd)}, more than the ${usd(microUsd)} that a question may cost without notice.`,
    details: { requestId, costMicroUsd, modelId, limitMicroUsd: microUsd },
  }));
}
