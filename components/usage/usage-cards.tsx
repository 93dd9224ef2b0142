import {
  formatChange,
  formatCompact,
  formatCost,
  formatMs,
  formatPlural,
} from "@/components/admin/format-figures";
import { Card } from "@/components/ui/card";
import type { UsageFigures } from "./usage-figures";

/** The period's headline figures, each against the period before. */
export function UsageCards({ totals, previous }: { totals: UsageFigures; previous: UsageFigures }) {
  const failed = totals.failedCalls > 0 ? `${formatPlural(totals.failedCalls, "model call")} failed` : null;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Figure
        label="Requests"
        value={formatCompact(totals.requests)}
        now={totals.requests}
        before={previous.requests}
        warning={failed}
      />
      <Figure
        label="Tokens"
        value={formatCompact(tokensOf(totals))}
        now={tokensOf(totals)}
        before={tokensOf(previous)}
      />
      <Figure
        label="Cost"
        value={formatCost(totals.costMicroUsd)}
        now={totals.costMicroUsd}
        before={previous.costMicroUsd}
      />
      <Figure
        label="Time to answer, p50"
        value={formatMs(totals.latencyMsP50)}
        now={totals.latencyMsP50}
        before={previous.latencyMsP50}
      />
      <Figure
        label="Time to answer, p95"
        value={formatMs(totals.latencyMsP95)}
        now={totals.latencyMsP95}
        before={previous.latencyMsP95}
      />
    </dl>
  );
}

function tokensOf({ inputTokens, outputTokens }: UsageFigures): number {
  return inputTokens + outputTokens;
}

interface FigureProps {
  label: string;
  value: string;
  now: number | null;
  before: number | null;
  warning?: string | null;
}

function Figure({ label, value, now, before, warning }: FigureProps) {
  const change = formatChange(now, before);
  return (
    <Card className="flex flex-col gap-1 p-4 last:max-lg:col-span-2">
      <dt className="text-[13px] text-muted-foreground">{label}</dt>
      <dd className="text-2xl font-semibold tracking-tight tabular-nums">{value}</dd>
      <dd className="text-xs text-muted-foreground">
        {change ? `${change} on the days before` : "Nothing to compare with"}
      </dd>
      {warning ? <dd className="text-xs text-destructive">{warning}</dd> : null}
    </Card>
  );
}
