import { formatDifference, formatShare, formatTable } from "../../lib/evaluation/format-table.ts";
import { held } from "./compare-quality.ts";
import type { CostReport, CostRow } from "./measure-cost.ts";

const percent = (share: number) => `${Math.round(100 * share)} %`;
const usd = (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(4)}`;

const nameChars = 24;
const columns = ["ratio", ...(["exams", "published", "hosted", "small"] as const), "citations of gold"];
/** A difference with its interval. */
const cellChars = 21;

const lineOf = (name: string, cells: string[]) =>
  `${[name.padEnd(nameChars), ...cells.map((cell, i) => cell.padStart(i === 0 ? 5 : cellChars))].join("  ")}\n`;

export const costHeadings = `Spend as a ratio of naive's, and quality less naive's (95 %): whether short answers hold the gold one, and F1 of long ones, with models that are right as
often as those of four stand-ins (bench/cost/stand-ins.ts). *: held, at most ${held.lossMax} lower and, with 95 %, less than ${-held.lowest}.
${lineOf("", columns)}`;

export function describeCostRow({ name, ratio, quality, citationPrecision }: CostRow): string {
  const cells = quality.map(
    ({ difference, interval: { low, high }, isHeld }) =>
      `${formatDifference(difference)} (${formatDifference(low)} ${formatDifference(high)})${isHeld ? "*" : " "}`,
  );
  return lineOf(name, [formatShare(ratio), ...cells, formatShare(citationPrecision)]);
}

/** What belongs to no row. */
export function describeCost({ workload, pair, spent, seed, part, ...report }: CostReport): string {
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ");
  return [
    "",
    `${workload.turns} turns (${counted(workload.byKind)}; ${counted(workload.repeats)}) over ${workload.documents} documents; ${part}, seed ${seed}.`,
    `${pair.cheap} and ${pair.strong} at the catalog's prices: everything on ${usd(spent.whole)}, naive ${usd(spent.naive)}.`,
    `Quality of naive: ${(report.rows[0]?.quality ?? []).map(({ standIn, score }) => `${formatShare(score)} ${standIn}`).join(", ")}.`,
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
