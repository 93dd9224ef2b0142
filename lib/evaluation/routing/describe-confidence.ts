import { formatDifference, formatShare, formatTable } from "../format-table.ts";
import type { ConfidenceReport } from "./evaluate-confidence.ts";

export function describeConfidence({ texts, rows }: ConfidenceReport): string {
  return [
    `Right answers less always the strong model's, over ${texts} texts:`,
    formatTable(
      ["cheap model", "supported at least", "asked again", "difference", "95 %", "as many by chance"],
      rows.map(({ pair, supportMin, askedAgain, difference, interval, byChance }) => [
        pair,
        formatShare(supportMin),
        formatShare(askedAgain),
        formatDifference(difference),
        `${formatDifference(interval.low)} ${formatDifference(interval.high)}`,
        formatDifference(byChance),
      ]),
    ),
  ].join("\n");
}
