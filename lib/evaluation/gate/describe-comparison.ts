import type { Difference } from "../bootstrap-interval.ts";
import { formatDifference, formatShare, formatTable } from "../format-table.ts";
import { rankingMetrics } from "../retrieval/score-ranking.ts";
import type { ComparisonReport } from "./compare-reports.ts";

const questionCharsMax = 60;

/** A comparison as tables for a terminal. A star marks what is more than luck at 5 %. */
export function describeComparison({ before, after, comparisons, means, changed }: ComparisonReport): string {
  const rows = comparisons.map(({ dataset, system, metrics: [main, ...others] }) => [
    `${dataset}, ${system}`,
    formatShare(main?.before ?? 0),
    formatShare(main?.after ?? 0),
    ...(main ? differenceCells(main.difference) : []),
    ...others.map(({ difference }) => differenceCells(difference)[0] ?? ""),
  ]);
  const meanRows = means.map(({ system, difference }) => [system, ...differenceCells(difference)]);
  const changes = changed.map(({ dataset, system, question, before: from, after: to }) => [
    question.length > questionCharsMax ? `${question.slice(0, questionCharsMax - 1)}…` : question,
    `${dataset}, ${system}`,
    formatShare(from),
    formatShare(to),
    formatDifference(to - from),
  ]);
  return [
    `before: ${before}\nafter:  ${after}\n\n`,
    formatTable(["nDCG@10", "before", "after", "", "95 %", "p", ...rankingMetrics.slice(1)], rows),
    meanRows.length > 0
      ? `\n${formatTable(["nDCG@10, mean of the sets", "difference", "95 %", "p"], meanRows)}`
      : "",
    changes.length > 0
      ? `\n${formatTable(["changed most (nDCG@10)", "where", "before", "after", ""], changes)}`
      : "\nNo question's nDCG@10 changed.\n",
    "\n* the interval excludes zero (paired bootstrap over questions)\n",
  ].join("");
}

export function differenceCells({ mean, low, high, p }: Difference): string[] {
  const isSignificant = low > 0 || high < 0;
  return [
    `${formatDifference(mean)}${isSignificant ? "*" : " "}`,
    `${formatDifference(low)} to ${formatDifference(high)}`,
    p < 0.001 ? "<.001" : formatShare(p),
  ];
}
