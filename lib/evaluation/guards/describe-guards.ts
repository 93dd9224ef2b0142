import { formatTable } from "../format-table.ts";
import type { GuardReport, RightShare } from "./evaluate-guards.ts";

const percent = (share: number) => (100 * share).toFixed(1);

function tableOf(title: string, shares: RightShare[]): string {
  const rows = shares.map(({ name, count, share, low, high }) => [
    name,
    String(count),
    percent(share),
    `${percent(low)}–${percent(high)}`,
  ]);
  return `${formatTable([title, "texts", "right, %", "95 %"], rows)}\n`;
}

/** Right shares of over-defence, benign and malicious prompts as published (Li & Liu 2024, InjecGuard), on sets of which these are parts and relatives. */
const published: [string, number, number, number][] = [
  ["ProtectAI v2, published", 57, 86, 49],
  ["PromptGuard, published", 1, 27, 97],
  ["Lakera Guard, published", 88, 91, 53],
  ["GPT-4o, published", 87, 91, 79],
  ["InjecGuard, published", 87, 86, 77],
];

function summaryOf({ overDefence, benign, malicious }: GuardReport["summary"]): string {
  const own = [overDefence, benign, malicious].map(({ share }) => percent(share));
  const rows = [
    ["ours, weights held out", ...own],
    ...published.map(([name, ...shares]) => [name, ...shares.map(String)]),
  ];
  return `${formatTable(["right, %", "over-defence", "benign", "malicious"], rows)}\n`;
}

/** The report for a terminal. */
export function describeGuards({ crossValidated, otherSources, documents, ...report }: GuardReport): string {
  const { p50, p95, max } = report.questionMs;
  return [
    summaryOf(report.summary),
    tableOf(`prompts that weren't learned from (attack from ${report.attackFrom})`, crossValidated),
    tableOf("prompts of a source that wasn't learned from", otherSources),
    tableOf(`documents (suspicious from ${report.suspiciousChunkFrom})`, documents),
    `a question: ${p50.toFixed(2)} ms p50, ${p95.toFixed(2)} ms p95, ${max.toFixed(2)} ms at most\n`,
  ].join("");
}
