import { formatShare, formatTable } from "../format-table.ts";
import type { GroundingReport } from "./evaluate-grounding.ts";

/** The report as tables for a terminal. */
export function describeGrounding({ samples, sentences, corrupted, milliseconds }: GroundingReport): string {
  const tables = [
    formatTable(
      ["by sample", "samples", "balanced accuracy", "95 %", "precision", "recall", "false alarms"],
      samples.map(({ name, samples: count, balancedAccuracy, precision, recall, falseAlarms }) => [
        name,
        String(count),
        formatShare(balancedAccuracy.mean),
        `${formatShare(balancedAccuracy.low)}–${formatShare(balancedAccuracy.high)}`,
        formatShare(precision),
        formatShare(recall),
        formatShare(falseAlarms),
      ]),
    ),
    formatTable(
      ["by sentence", "sentences", "unsupported", "marked", "precision", "recall"],
      sentences.map(({ name, sentences: count, unsupported, flaggedShare, precision, recall }) => [
        name,
        String(count),
        String(unsupported),
        formatShare(flaggedShare),
        formatShare(precision),
        formatShare(recall),
      ]),
    ),
    ...(corrupted.length === 0
      ? []
      : [
          formatTable(
            ["answers by people", "sentences", "marked"],
            corrupted.map(({ how, sentences: count, flaggedShare }) => [
              how,
              String(count),
              formatShare(flaggedShare),
            ]),
          ),
        ]),
    `milliseconds a sentence, p50 / p95: ${milliseconds.p50.toFixed(2)} / ${milliseconds.p95.toFixed(2)}\n`,
  ];
  return tables.join("\n");
}
