import { formatCompact, formatCost, formatMs } from "@/components/admin/format-figures";

/** What a chart's figures are: numbers of something, millionths of a US dollar, milliseconds. */
export type ChartFormat = "count" | "cost" | "ms";

export interface ChartScale {
  /** From 0 up at even steps; the last is no lower than the highest figure. */
  ticks: number[];
  /** A mark of the axis, short. */
  showTick: (value: number) => string;
  /** A figure in full. */
  show: (value: number | null) => string;
}

const marksMax = 4;
const steps = [1, 2, 2.5, 5];
const minute = 60_000;
/** Beyond ten seconds time isn't read in tens. */
const longSteps = [5_000, 10_000, 15_000, 30_000, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute];

/** How high an axis reaches at least, so that next to nothing looks like that. */
const leastTop: Record<ChartFormat, number> = { count: 4, cost: 10_000, ms: 100 };

/** An axis for figures up to `highest`: at most four round steps, and how they read. */
export function chartScale(format: ChartFormat, highest: number): ChartScale {
  const top = Math.max(highest, leastTop[format]);
  const step = stepOf(format, top / marksMax);
  const ticks = Array.from({ length: Math.ceil(top / step) + 1 }, (_, i) => i * step);
  return { ticks, ...words[format](step) };
}

/** The smallest round step that is no smaller. */
function stepOf(format: ChartFormat, least: number): number {
  const long = longSteps.find((step) => step >= least);
  if (format === "ms" && least > 2_500 && long) return long;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [...steps, 10].map((each) => each * power).find((each) => each >= least * 0.999999);
  return Math.max(1, step ?? least);
}

const words: Record<ChartFormat, (step: number) => Omit<ChartScale, "ticks">> = {
  count: () => ({ showTick: formatCompact, show: (value) => formatCompact(value ?? 0) }),
  cost: (step) => ({
    showTick: (value) => formatDollars(value, step),
    show: (value) => formatCost(value ?? 0),
  }),
  ms: (step) => ({ showTick: (value) => formatTime(value, step), show: formatMs }),
};

/** With as many digits as the step has, so that all marks have the same. */
function formatDollars(microUsd: number, step: number): string {
  if (microUsd === 0) return "$0";
  const usd = microUsd / 1_000_000;
  if (step >= 1_000_000 && step % 500_000 === 0 && usd >= 10_000) return `$${formatCompact(usd)}`;
  const decimals = [0, 2, 3, 4, 5].find((digits) => Number.isInteger((step / 1_000_000) * 10 ** digits)) ?? 6;
  return `$${usd.toFixed(decimals)}`;
}

function formatTime(ms: number, step: number): string {
  if (ms === 0) return "0";
  if (ms < 1000) return `${ms} ms`;
  return step >= minute ? `${ms / minute} min` : ms < 2 * minute ? `${ms / 1000} s` : formatMs(ms);
}
