import type { UsageBenchReport, UsageRow } from "./measure-usage.ts";

export const usageHeadings = ["the usage report of                              p50 ms  p95 ms", ""].join(
  "\n",
);

/** One line of the table. */
export function describeUsageRow({ name, msP50, msP95 }: UsageRow): string {
  return `${name.padEnd(46)}  ${msP50.toFixed(0).padStart(7)}  ${msP95.toFixed(0).padStart(6)}\n`;
}

/** What was made for it, and what summing up takes. */
export function describeUsage(report: UsageBenchReport): string {
  const { questionsPerDay, people, sums, ledgerRows, rollUpMs, lateCheckMs } = report;
  const count = (value: number) => value.toLocaleString("en-US");
  return [
    `A year of ${count(questionsPerDay)} questions a weekday by ${count(people)} people, made: ${count(sums)} sums, and ${count(ledgerRows)}`,
    `rows of the ledger from yesterday on, which the product summed up in ${rollUpMs.toFixed(0)} ms. Looking for late rows in a day: ${lateCheckMs.toFixed(0)} ms.`,
    "",
  ].join("\n");
}
