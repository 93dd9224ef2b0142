import { ChartColumn } from "lucide-react";
import Link from "next/link";
import { formatDay } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type ChartSeries, DayChart } from "./day-chart";
import { PeriodPicker } from "./period-picker";
import { UsageBreakdown } from "./usage-breakdown";
import { UsageCards } from "./usage-cards";
import { featureName, type UsageView } from "./usage-figures";

const requests: ChartSeries[] = [{ key: "requests", label: "Requests", color: "var(--chart-1)" }];
const tokens: ChartSeries[] = [
  { key: "inputTokens", label: "Read by models", color: "var(--chart-1)" },
  { key: "outputTokens", label: "Written by models", color: "var(--chart-3)" },
];
const cost: ChartSeries[] = [{ key: "costMicroUsd", label: "Cost", color: "var(--chart-3)" }];
const latency: ChartSeries[] = [
  { key: "latencyMsP50", label: "Half of the answers within", color: "var(--chart-1)" },
  { key: "latencyMsP95", label: "95 of 100 within", color: "var(--chart-4)", isDashed: true },
];

/** The usage page under its title: a period to choose, headline figures, charts by day, and who and what used it. */
export function UsageDashboard({ usage, today }: { usage: UsageView; today: string }) {
  const { from, to, totals, previous, byDay } = usage;
  return (
    <div className="flex flex-col gap-5">
      <PeriodPicker key={`${from} ${to}`} from={from} to={to} today={today} />
      <p className="text-sm text-muted-foreground">
        {formatDay(from, { year: true })} to {formatDay(to, { year: true })} in UTC, against the same number
        of days before.
      </p>
      <UsageCards totals={totals} previous={previous} />
      {totals.calls === 0 ? (
        <EmptyState
          icon={ChartColumn}
          title="No model was used in these days"
          description="Every question that is answered and every document that is embedded shows up here. Choose other days, or ask something."
        >
          <Button asChild variant="outline">
            <Link href="/">Ask a question</Link>
          </Button>
        </EmptyState>
      ) : (
        <>
          <div className="grid gap-4 xl:grid-cols-2">
            <DayChart title="Requests" data={byDay} series={requests} format="count" />
            <DayChart title="Tokens" data={byDay} series={tokens} format="count" />
            <DayChart title="Cost" data={byDay} series={cost} format="cost" />
            <DayChart title="Time to answer" data={byDay} series={latency} format="ms" kind="line" />
          </div>
          <Breakdowns usage={usage} />
        </>
      )}
    </div>
  );
}

function Breakdowns({ usage }: { usage: UsageView }) {
  return (
    <>
      <UsageBreakdown
        title="By model"
        nameLabel="Model"
        rows={usage.byModel.map((row) => ({
          ...row,
          key: `${row.provider} ${row.modelId}`,
          name: row.modelId,
        }))}
      />
      <UsageBreakdown
        title="By feature"
        nameLabel="Feature"
        rows={usage.byFeature.map((row) => ({ ...row, key: row.feature, name: featureName(row.feature) }))}
      />
      <UsageBreakdown
        title="By person"
        nameLabel="Person"
        note="A call with an API key counts for the person who made the key."
        rows={usage.byUser.map((row) => ({ ...row, key: row.userId ?? "nobody", ...personOf(row) }))}
      />
    </>
  );
}

function personOf({ userId, name, email }: UsageView["byUser"][number]): { name: string; detail?: string } {
  if (userId === null) return { name: "Background work", detail: "Reading documents in" };
  if (email === null) return { name: "Somebody who has left" };
  return name && name !== email ? { name, detail: email } : { name: email };
}
