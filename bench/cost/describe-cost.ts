import { formatDifference, formatShare, formatTable } from "../../lib/evaluation/format-table.ts";
import type { CostReport, CostRow } from "./measure-cost.ts";

const percent = (share: number) => `${Math.round(100 * share)} %`;
const usd = (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(4)}`;

const nameChars = 28;
const columns = ["ratio", "quality", "to naive", "         95 %", "citations of gold"];

const lineOf = (name: string, cells: string[]) =>
  `${[name.padEnd(nameChars), ...cells.map((cell, i) => cell.padStart(columns[i]?.length ?? 0))].join("  ")}\n`;

export const costHeadings = `Spend as a ratio of naive's. Quality: whether short answers hold the gold one, and F1 of long ones.\n${lineOf("", columns)}`;

export function describeCostRow({ name, ratio, quality }: CostRow): string {
  const { score, difference, interval, citationPrecision } = quality;
  return lineOf(name, [
    formatShare(ratio),
    formatShare(score),
    formatDifference(difference),
    `${formatDifference(interval.low)} ${formatDifference(interval.high)}`,
    formatShare(citationPrecision),
  ]);
}

/** What belongs to no row. */
export function describeCost({ workload, pair, spent, seed, ...report }: CostReport): string {
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ");
  return [
    "",
    `${workload.turns} turns (${counted(workload.byKind)}; ${counted(workload.repeats)}) over ${workload.documents} documents; seed ${seed}.`,
    `${pair.cheap} and ${pair.strong} at the catalog's prices: naive ${usd(spent.naive)}, everything on ${usd(spent.whole)}.`,
    `Beside a naive program whose provider keeps prompts by itself: ${formatShare(report.ratioBesideKeptPrompts)}.`,
    "",
    formatTable(
      ["turns", "ratio", "from cache", "of the others by the strong model"],
      report.byKind.map(({ kind, ratio, cachedShare, strongShare }) => [
        kind,
        formatShare(ratio),
        percent(cachedShare),
        percent(strongShare),
      ]),
    ),
    formatTable(
      ["asked", "turns", "from cache"],
      report.hits.map(({ what, asked, cached }) => [what, `${asked}`, `${cached}`]),
    ),
    formatTable(
      ["the same tokens at other prices", "ratio"],
      report.pairs.map(({ cheap, strong, ratio }) => [`${cheap}, ${strong}`, formatShare(ratio)]),
    ),
  ].join("\n");
}
