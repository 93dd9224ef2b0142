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
import { formatCompact, formatCost, formatMs } from "@/components/admin/format-figures";
import type { RollupSpan } from "@/lib/usage-schemas";
import { FillSwatch, fillOf } from "./chart-fills";
import { bucketName, bucketTitle } from "./usage-names";

export interface ChartPoint {
  startsAt: string;
  /** One for each series; null where there was nothing to measure. */
  values: (number | null)[];
}

export interface ChartSeries {
  key: string;
  name: string;
}

type Format = (value: number | null) => string;

/** How a kind of figure reads, and how high an axis reaches at least, so that next to nothing looks like that. */
const scales: Record<"count" | "cost" | "ms", { show: Format; axisTop: number }> = {
  count: { show: (value) => formatCompact(value ?? 0), axisTop: 4 },
  cost: { show: (value) => formatCost(value ?? 0), axisTop: 10_000 },
  ms: { show: formatMs, axisTop: 100 },
};

interface UsageChartProps {
  title: string;
  /** Beside the title: what else can be chosen. */
  actions?: ReactNode;
  grain: RollupSpan;
  points: ChartPoint[];
  series: ChartSeries[];
  format: keyof typeof scales;
  /** Bars stand on each other; lines are told apart by their dashes. */
  kind?: "bar" | "line";
}

const lines = [
  { color: "var(--chart-1)", dash: undefined },
  { color: "var(--chart-4)", dash: "5 4" },
];

/** Figures by hour, day or month, as a chart and, folded away under it, as a table that says the same. */
export function UsageChart({ title, actions, grain, points, series, format, kind = "bar" }: UsageChartProps) {
  const { show, axisTop } = scales[format];
  const label = `${title} by ${grain}. The table below the chart has the same figures.`;
  const common = { data: points, margin: { top: 8, right: 8, bottom: 0, left: 0 }, title: label };
  const axes = axesOf({ show, axisTop, grain });
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
                  stroke={lines[index]?.color}
                  strokeWidth={2}
                  strokeDasharray={lines[index]?.dash}
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
      <ChartTable title={title} grain={grain} points={points} series={series} show={show} />
    </figure>
  );
}

/** The parts that both kinds of chart share; recharts wants them as direct children. */
function axesOf({ show, axisTop, grain }: { show: Format; axisTop: number; grain: RollupSpan }) {
  const ink = { fill: "var(--muted-foreground)" };
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--border)" />,
    <XAxis
      key="x"
      dataKey="startsAt"
      tickFormatter={(startsAt: string) => bucketName(startsAt, grain)}
      tick={ink}
      tickLine={false}
      axisLine={false}
      minTickGap={24}
    />,
    <YAxis
      key="y"
      tickFormatter={show}
      tick={ink}
      tickLine={false}
      axisLine={false}
      width={60}
      allowDecimals={false}
      domain={[0, (highest: number) => Math.max(highest, axisTop)]}
    />,
    <Tooltip
      key="tooltip"
      cursor={{ fill: "var(--muted)", opacity: 0.5 }}
      formatter={(value) => show(typeof value === "number" ? value : null)}
      labelFormatter={(startsAt) => bucketTitle(String(startsAt), grain)}
      contentStyle={{
        background: "var(--popover)",
        color: "var(--popover-foreground)",
        border: "1px solid var(--border)",
        borderRadius: "0.5rem",
      }}
      itemStyle={{ color: "var(--popover-foreground)" }}
    />,
  ];
}

function Legend({ series, kind }: { series: ChartSeries[]; kind: "bar" | "line" }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[13px] text-muted-foreground">
      {series.map(({ key, name }, index) => (
        <li key={key} className="flex max-w-full min-w-0 items-center gap-1.5">
          {kind === "bar" ? <FillSwatch index={index} /> : <LineSwatch {...lines[index]} />}
          <span className="truncate" title={name}>
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

function LineSwatch({ color, dash }: { color?: string; dash?: string }) {
  return (
    <svg aria-hidden="true" className="h-2 w-5 shrink-0" viewBox="0 0 20 8">
      <path d="M0,4 h20" stroke={color} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}

function ChartTable({
  title,
  grain,
  points,
  series,
  show,
}: Pick<UsageChartProps, "title" | "grain" | "points" | "series"> & { show: Format }) {
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
