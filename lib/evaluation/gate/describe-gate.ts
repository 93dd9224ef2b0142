import { formatShare, formatTable } from "../format-table.ts";
import type { GateReport } from "./check-gate.ts";
import { differenceCells } from "./describe-comparison.ts";

/** What the gate found as a table for a terminal, with the verdict last. */
export function describeGate({ rows, isGood, baselineAt }: GateReport): string {
  const cells = rows.map(({ dataset, system, before, after, difference, hasLost }) => [
    `${hasLost ? "✖" : "✔"} ${dataset ?? "mean"}, ${system}`,
    formatShare(before),
    formatShare(after),
    ...differenceCells(difference),
  ]);
  const lost = rows.filter(({ hasLost }) => hasLost).length;
  const verdict = isGood ? "✔ Nothing is lost." : `✖ ${lost} of ${rows.length} rows have lost.`;
  return `${formatTable(["nDCG@10", "baseline", "now", "", "95 %", "p"], cells)}\n${verdict} Baseline of ${baselineAt}.\n`;
}
