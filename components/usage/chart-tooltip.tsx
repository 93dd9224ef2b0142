import type { RollupSpan } from "@/lib/usage-schemas";
import { ChartSwatch } from "./chart-fills";
import type { ChartScale } from "./chart-scale";
import type { ChartKind, ChartPoint, ChartSeries } from "./chart-series";
import { bucketTitle } from "./usage-names";

interface ChartTooltipProps {
  point: ChartPoint;
  grain: RollupSpan;
  series: ChartSeries[];
  kind: ChartKind;
  show: ChartScale["show"];
}

/** What the chart shows where one points: each figure with its swatch and, where they add up, what they come to. */
export function ChartTooltip({ point: { startsAt, values }, grain, series, kind, show }: ChartTooltipProps) {
  const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return (
    <div className="max-w-72 rounded-md border bg-popover px-3 py-2 text-xs text-popover-foreground shadow-md">
      <p className="mb-1 font-medium">{bucketTitle(startsAt, grain)}</p>
      <ul className="grid gap-1">
        {series.map(({ key, name }, index) => (
          <li key={key} className="flex items-center gap-2">
            <ChartSwatch kind={kind} index={index} />
            <span className="min-w-0 flex-1 truncate text-muted-foreground">{name}</span>
            <span className="pl-2 tabular-nums">{show(values[index] ?? null)}</span>
          </li>
        ))}
      </ul>
      {kind === "bar" && series.length > 1 ? (
        <p className="mt-1.5 flex justify-between gap-2 border-t pt-1.5 font-medium">
          <span>Together</span>
          <span className="tabular-nums">{show(sum)}</span>
        </p>
      ) : null}
    </div>
  );
}
