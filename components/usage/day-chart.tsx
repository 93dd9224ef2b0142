"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatCompact, formatCost, formatDay, formatMs } from "@/components/admin/format-figures";
import type { DayFigures, UsageFigures } from "./usage-figures";

export interface ChartSeries {
  key: keyof UsageFigures;
  label: string;
  /** A CSS colour that differs from its neighbours in both themes. */
  color: string;
  /** For lines: told apart without colour. */
  isDashed?: boolean;
}

type Format = (value: number | null) => string;

/** How a kind of figure reads, and how high an axis reaches at least, so that days of next to nothing look like that. */
const scales: Record<"count" | "cost" | "ms", { show: Format; axisTop: number }> = {
  count: { show: (value) => formatCompact(value ?? 0), axisTop: 4 },
  cost: { show: (value) => formatCost(value ?? 0), axisTop: 10_000 },
  ms: { show: formatMs, axisTop: 100 },
};

interface DayChartProps {
  title: string;
  data: DayFigures[];
  series: ChartSeries[];
  format: keyof typeof scales;
  kind?: "bar" | "line";
}

/** One figure by day, as a chart and, folded away under it, as a table that says the same. */
export function DayChart({ title, data, series, format, kind = "bar" }: DayChartProps) {
  const { show, axisTop } = scales[format];
  const axes = axesOf(show, axisTop);
  const label = `${title} by day. The table below the chart has the same figures.`;
  const common = { data, margin: { top: 8, right: 8, bottom: 0, left: 0 }, title: label };
  return (
    <figure className="flex min-w-0 flex-col gap-3 rounded-lg border bg-card p-4">
      <figcaption className="font-medium">{title}</figcaption>
      <div className="h-56 w-full text-xs">
        <ResponsiveContainer initialDimension={{ width: 320, height: 224 }}>
          {kind === "bar" ? (
            <BarChart {...common} barCategoryGap="20%">
              {axes}
              {series.length > 1 ? <Legend iconType="square" iconSize={10} itemSorter={null} /> : null}
              {series.map(({ key, label, color }) => (
                <Bar
                  key={key}
                  dataKey={key}
                  name={label}
                  stackId="day"
                  fill={color}
                  isAnimationActive={false}
                  maxBarSize={40}
                />
              ))}
            </BarChart>
          ) : (
            <LineChart {...common}>
              {axes}
              <Legend iconType="plainline" iconSize={18} itemSorter={null} />
              {series.map(({ key, label, color, isDashed }) => (
                <Line
                  key={key}
                  dataKey={key}
                  name={label}
                  stroke={color}
                  strokeWidth={2}
                  strokeDasharray={isDashed ? "5 4" : undefined}
                  dot={data.length <= 31 ? { r: 2.5, strokeDasharray: "" } : false}
                  connectNulls
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          )}
        </ResponsiveContainer>
      </div>
      <DayTable title={title} data={data} series={series} show={show} />
    </figure>
  );
}

/** The parts that both kinds of chart share; recharts wants them as direct children. */
function axesOf(show: Format, axisTop: number) {
  const ink = { fill: "var(--muted-foreground)" };
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--border)" />,
    <XAxis
      key="x"
      dataKey="day"
      tickFormatter={shortDay}
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
      labelFormatter={(day) => formatDay(String(day), { year: true })}
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

const shortDay = (day: string) => formatDay(day);

function DayTable(props: { title: string; data: DayFigures[]; series: ChartSeries[]; show: Format }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-sm text-muted-foreground hover:text-foreground">
        {props.title} as a table
      </summary>
      <section
        className="mt-2 max-h-64 overflow-auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`${props.title} by day`}
      >
        <table className="w-full tabular-nums">
          <thead>
            <tr className="border-b text-left text-muted-foreground">
              <th scope="col" className="py-1.5 pr-3 font-medium">
                Day
              </th>
              {props.series.map(({ key, label }) => (
                <th key={key} scope="col" className="py-1.5 pl-3 text-right font-medium">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.data.map((row) => (
              <tr key={row.day} className="border-b last:border-0">
                <th scope="row" className="py-1.5 pr-3 text-left font-normal whitespace-nowrap">
                  {formatDay(row.day, { year: true })}
                </th>
                {props.series.map(({ key }) => (
                  <td key={key} className="py-1.5 pl-3 text-right">
                    {props.show(row[key])}
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
