import type { BudgetOverview, BudgetPeriod, BudgetScope } from "@/lib/budget-schemas";
import { featureNames } from "@/lib/usage-schemas";
import { formatCompact, formatCost } from "./format-figures";

export const periodNames: Record<BudgetPeriod, string> = { hour: "an hour", day: "a day", month: "a month" };

const eachOf: Partial<Record<BudgetScope, string>> = { user: "Each person", "api-key": "Each API key" };

/** Whom or what a budget is for: `The workspace`, `Each person`, `Ada Byron`, `Reranking`. */
export function budgetTitle({ id, scope, subject, subjectName }: BudgetOverview): string {
  if (scope === "tenant") return id === null ? "The workspace, by the operator" : "The workspace";
  if (scope === "installation")
    return id === null ? "All workspaces, by the server's settings" : "All workspaces";
  if (scope === "feature") return featureNames[subject ?? ""] ?? subject ?? "";
  if (subject === null) return eachOf[scope] ?? "";
  return subjectName ?? (scope === "user" ? "Somebody who has left" : "A key that is gone");
}

/** `$20 and 1.2M tokens a month` */
export function budgetCaps({ microUsdMax, tokensMax, period }: BudgetOverview): string {
  const caps = [
    ...(microUsdMax === null ? [] : [formatCost(microUsdMax)]),
    ...(tokensMax === null ? [] : [`${formatCompact(tokensMax)} tokens`]),
  ];
  return `${caps.join(" and ")} ${periodNames[period]}`;
}

export type BudgetState = "fine" | "near" | "over";

/** `near` from the share at which admins want to be warned, `over` when nothing is left. */
export function budgetState(share: number, warnShare: number): BudgetState {
  if (share >= 1) return "over";
  return share >= warnShare ? "near" : "fine";
}

/** Where a budget is changed and removed. */
export const budgetUrl = ({ id, scope }: BudgetOverview) =>
  `/api/budgets/${id}${scope === "installation" ? "?of=installation" : ""}`;
