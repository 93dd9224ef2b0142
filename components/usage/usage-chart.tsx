"use client";

import type { ReactNode } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { RollupSpan } from "@/lib/usage-schemas";
import { ChartSwatch, fillOf, lineStyles } from "./chart-fills";
import { type ChartFormat, type ChartScale, chartScale } from "./chart-scale";
import type { ChartKind, ChartPoint, ChartSeries } from "./chart-series";
import { ChartTooltip } from "./chart-tooltip";
import { bucketName, bucketTitle } from "./usage-names";

interface UsageChartProps {
  title: string;
  /** Beside the title: what else can be chosen. */
  actions?: ReactNode;
  grain: RollupSpan;
  points: ChartPoint[];
  series: ChartSeries[];
  format: ChartFormat;
  kind?: ChartKind;
}

/** Figures by hour, day or month, as a chart and, folded away under it, as a table that says the same. */
export function UsageChart({ title, actions, grain, points, series, format, kind = "bar" }: UsageChartProps) {
  const heights = points.map(({ values }) => heightOf(values, kind));
  const scale = chartScale(format, Math.max(0, ...heights));
  const label = `${title} by ${grain}. The table below the chart has the same figures.`;
  const common = { data: points, margin: { top: 8, right: 8, bottom: 0, left: 0 }, title: label };
  const axes = axesOf(scale, { grain, series, kind });
  const pick = (index: number) => (point: ChartPoint) => point.values[index] ?? null;
  return (
    <figure className="flex min-w-0 flex-col gap-3 rounded-lg border bg-card p-4">
      <figcaption className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="font-medium">{title}</span>
        {actions}
      </figcaption>
      <div className="h-56 w-full text-xs">
        <ResponsiveContainer initialDimension={{ width: 320, height: 224 }}>
          {kind === "bar" ? (
            <BarChart {...common} barCategoryGap="20%">
              {axes}
              {series.map(({ key, name }, index) => (
                <Bar
                  key={key}
                  dataKey={pick(index)}
                  name={name}
                  stackId="all"
                  fill={fillOf(index)}
                  isAnimationActive={false}
                  maxBarSize={40}
                />
              ))}
            </BarChart>
          ) : (
            <LineChart {...common}>
              {axes}
              {series.map(({ key, name }, index) => (
                <Line
                  key={key}
                  dataKey={pick(index)}
                  name={name}
                  stroke={lineStyles[index]?.color}
                  strokeWidth={2}
                  strokeDasharray={lineStyles[index]?.dash}
                  dot={points.length <= 31 ? { r: 2.5, strokeDasharray: "" } : false}
                  connectNulls
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          )}
        </ResponsiveContainer>
      </div>
      {series.length > 1 ? <Legend series={series} kind={kind} /> : null}
      <ChartTable title={title} grain={grain} points={points} series={series} show={scale.show} />
    </figure>
  );
}

/** How far up a point reaches. */
function heightOf(values: (number | null)[], kind: ChartKind): number {
  const figures = values.map((value) => value ?? 0);
  return kind === "bar" ? figures.reduce((sum, value) => sum + value, 0) : Math.max(0, ...figures);
}

/** The parts that both kinds of chart share; recharts wants them as direct children. */
function axesOf(
  { ticks, showTick, show }: ChartScale,
  shown: { grain: RollupSpan; series: ChartSeries[]; kind: ChartKind },
) {
  const ink = { fill: "var(--muted-foreground)" };
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--border)" />,
    <XAxis
      key="x"
      dataKey="startsAt"
      tickFormatter={(startsAt: string) => bucketName(startsAt, shown.grain)}
      tick={ink}
      tickLine={false}
      axisLine={false}
      interval="equidistantPreserveStart"
      minTickGap={16}
    />,
    <YAxis
      key="y"
      ticks={ticks}
      tickFormatter={showTick}
      tick={ink}
      tickLine={false}
      axisLine={false}
      width={60} // `$0.0025` is the longest
      domain={[0, ticks.at(-1) ?? 0]}
    />,
    <Tooltip
      key="tooltip"
      cursor={{ fill: "var(--muted)", opacity: 0.5 }}
      wrapperStyle={{ zIndex: 1 }}
      content={({ active, payload }) => {
        const point: ChartPoint | undefined = active ? payload?.[0]?.payload : undefined;
        return point ? <ChartTooltip point={point} show={show} {...shown} /> : null;
      }}
    />,
  ];
}

function Legend({ series, kind }: { series: ChartSeries[]; kind: ChartKind }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-muted-foreground">
      {series.map(({ key, name }, index) => (
        <li key={key} className="flex max-w-full min-w-0 items-center gap-1.5">
          <ChartSwatch kind={kind} index={index} />
          <span className="truncate" title={name}>
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

function ChartTable({
  title,
  grain,
  points,
  series,
  show,
}: Pick<UsageChartProps, "title" | "grain" | "points" | "series"> & Pick<ChartScale, "show">) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-sm text-muted-foreground hover:text-foreground">
        {title} as a table
      </summary>
      <section
        className="mt-2 max-h-64 overflow-auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`${title} by ${grain}`}
      >
        <table className="w-full tabular-nums">
          <thead>
            <tr className="border-b text-left text-muted-foreground">
              <th scope="col" className="py-1.5 pr-3 font-medium capitalize">
                {grain}
              </th>
              {series.map(({ key, name }) => (
                <th key={key} scope="col" className="py-1.5 pl-3 text-right font-medium">
                  <span className="ml-auto block max-w-48 truncate" title={name}>
                    {name}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map(({ startsAt, values }) => (
              <tr key={startsAt} className="border-b last:border-0">
                <th scope="row" className="py-1.5 pr-3 text-left font-normal whitespace-nowrap">
                  {bucketTitle(startsAt, grain)}
                </th>
                {series.map(({ key }, index) => (
                  <td key={key} className="py-1.5 pl-3 text-right">
                    {show(values[index] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
