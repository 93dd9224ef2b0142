import { formatShare, formatTable } from "../format-table.ts";
import type { PiiReport, TypeScore } from "./evaluate-pii.ts";

const rowOf = ({ type, count, precision, recall, f1 }: TypeScore) => [
  type,
  String(count),
  formatShare(precision),
  formatShare(recall),
  formatShare(f1),
];

/** The report for a terminal. */
export function describePii({ types, sought, everything, characters, ...report }: PiiReport): string {
  const { precisionInterval: p, recallInterval: r } = sought;
  const { p50, p95 } = report.sentenceMs;
  const table = formatTable(
    [`${report.sentences} sentences`, "spans", "precision", "recall", "F1"],
    [...types, sought, everything].map(rowOf),
  );
  return [
    table,
    `\nsought: precision ${formatShare(p.low)}–${formatShare(p.high)}, recall ${formatShare(r.low)}–${formatShare(r.high)} (95 %)\n`,
    `characters of what is sought: precision ${formatShare(characters.precision)}, recall ${formatShare(characters.recall)}\n`,
    `a sentence: ${p50.toFixed(2)} ms p50, ${p95.toFixed(2)} ms p95\n`,
  ].join("");
}
