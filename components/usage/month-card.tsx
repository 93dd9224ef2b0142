import Link from "next/link";
import { budgetCaps, budgetState } from "@/components/admin/describe-budget";
import { formatCost, formatDay, formatMonth } from "@/components/admin/format-figures";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { BudgetOverview } from "@/lib/budget-schemas";
import type { TenantPolicy } from "@/lib/tenant-policy";
import type { MonthSpend } from "@/lib/usage-schemas";
import { cn } from "@/lib/utils";

interface MonthCardProps {
  month: MonthSpend;
  /** The month's budget of the whole workspace that is the tightest in money; null where there is none. */
  budget: BudgetOverview | null;
  policy: TenantPolicy["budget"];
}

/** What the month has cost against its budget, and what it will come to if it goes on like this. */
export function MonthCard({ month, budget, policy }: MonthCardProps) {
  const cap = budget?.microUsdMax ?? null;
  const share = cap ? month.spentMicroUsd / cap : 0;
  const state = cap ? budgetState(share, policy.warnShare) : "fine";
  return (
    <Card className="flex flex-col gap-3 p-5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-[15px] font-semibold">{formatMonth(month.month)}</h2>
        {state === "over" ? <Badge variant="destructive">budget used up</Badge> : null}
        {state === "near" ? <Badge variant="warning">budget nearly used up</Badge> : null}
      </div>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-3xl font-semibold tracking-tight tabular-nums">
          {formatCost(month.spentMicroUsd)}
        </span>
        <span className="text-sm text-muted-foreground">
          {budget && cap ? `of ${budgetCaps({ ...budget, tokensMax: null })}` : "spent so far"}
        </span>
      </p>
      {cap ? (
        <SpendBar share={share} forecastShare={(month.forecastMicroUsd ?? 0) / cap} state={state} />
      ) : null}
      <Forecast month={month} cap={cap} />
      {state === "over" && budget ? <Exhausted budget={budget} policy={policy} /> : null}
      {cap ? null : (
        <p className="text-[13px] text-muted-foreground">
          No budget for the month limits this workspace.{" "}
          <Link href="/admin/budgets" className="text-primary underline underline-offset-2">
            Set one
          </Link>
        </p>
      )}
    </Card>
  );
}

/** Filled as far as is spent, with a mark where the forecast ends. */
function SpendBar({
  share,
  forecastShare,
  state,
}: {
  share: number;
  forecastShare: number;
  state: "fine" | "near" | "over";
}) {
  const scale = Math.max(1, share, forecastShare);
  const at = (part: number) => `${(part / scale) * 100}%`;
  const color = { fine: "bg-primary", near: "bg-warning", over: "bg-destructive" }[state];
  const told = `${Math.round(share * 100)} % of the budget is spent${
    forecastShare > 0 ? `, ${Math.round(forecastShare * 100)} % is forecast for the month's end` : ""
  }`;
  return (
    <div role="img" aria-label={told} className="relative h-2.5 rounded-full bg-secondary">
      {forecastShare > share ? (
        <div
          className="absolute inset-y-0 left-0 rounded-full border border-dashed border-muted-foreground/70"
          style={{ width: at(forecastShare) }}
        />
      ) : null}
      <div className={cn("absolute inset-y-0 left-0 rounded-full", color)} style={{ width: at(share) }} />
      {scale > 1 ? <div className="absolute -inset-y-1 w-0.5 bg-foreground" style={{ left: at(1) }} /> : null}
    </div>
  );
}

function Forecast({ month, cap }: { month: MonthSpend; cap: number | null }) {
  const { forecastMicroUsd, endsOn } = month;
  if (forecastMicroUsd === null)
    return (
      <p className="text-[13px] leading-relaxed text-muted-foreground">
        No forecast yet: it takes three days of use to go by.
      </p>
    );
  const isOver = cap !== null && forecastMicroUsd > cap;
  return (
    <p className="text-[13px] leading-relaxed text-muted-foreground">
      <span className={cn("font-medium", isOver ? "text-destructive" : "text-foreground")}>
        {formatCost(forecastMicroUsd)}
      </span>{" "}
      forecast for {formatDay(endsOn)}
      {isOver ? `, ${formatCost(forecastMicroUsd - cap)} more than the budget` : ""}, if each weekday goes on
      as it did on average in the last four weeks.
    </p>
  );
}

const whatHappens: Record<TenantPolicy["budget"]["onExhausted"], string> = {
  refuse: "Questions are refused until it starts anew.",
  extractive: "Questions are answered with quoted sentences until it starts anew.",
  cheapest: "Questions are answered by the cheapest model until it starts anew.",
};

function Exhausted({ budget, policy }: { budget: BudgetOverview; policy: TenantPolicy["budget"] }) {
  return (
    <p className="text-[13px] text-destructive">
      {budget.isHard
        ? whatHappens[policy.onExhausted]
        : "It's only watched: questions are answered as before."}{" "}
      <Link href="/admin/budgets" className="underline underline-offset-2">
        Change the budget
      </Link>
    </p>
  );
}
