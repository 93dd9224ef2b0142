import type { BudgetRefusal } from "../../db/budget.ts";
import type { BudgetScope } from "../budget-schemas.ts";
import { AppError } from "../errors.ts";
import { countBudgetRefusal } from "../metrics.ts";

const whose: Record<BudgetScope, string> = {
  tenant: "This workspace's budget",
  user: "Your budget",
  "api-key": "This API key's budget",
  feature: "The budget for this",
  installation: "This server's budget",
};

const periods = {
  hour: { name: "this hour", reset: "when the next hour begins" },
  day: { name: "today", reset: "at midnight (UTC)" },
  month: { name: "this month", reset: "on the first of next month (UTC)" },
};

/** `budget_exhausted` in plain words: whose budget it is, what is left of it, and when it starts anew. */
export function budgetExhausted({
  scope,
  period,
  microUsd,
  tokens,
  resetsInSeconds,
}: BudgetRefusal): AppError {
  countBudgetRefusal(scope, period);
  const left = [
    ...(microUsd === null ? [] : [`$${(microUsd / 1_000_000).toFixed(2)}`]),
    ...(tokens === null ? [] : [`${tokens.toLocaleString("en")} tokens`]),
  ].join(" and ");
  const { name, reset } = periods[period];
  return new AppError("budget_exhausted", {
    publicMessage: `${whose[scope]} for ${name} is used up: ${left} is left, less than this question may cost. It starts anew ${reset}.`,
    retryAfterSeconds: resetsInSeconds,
  });
}
