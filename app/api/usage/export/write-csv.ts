import type { ExportedUsage } from "@/db/usage-export";

type Value = string | number | null;

const beginsFormula = /^(?=[\t\r\n])|(?:^|[;\t\r\n])(?=\s*[=+\-@])/g;

const columns: [string, (row: ExportedUsage) => Value][] = [
  ["Day (UTC)", ({ day }) => day],
  ["Model", ({ modelId }) => modelId],
  ["Provider", ({ provider }) => provider],
  ["Feature", ({ feature }) => feature],
  ["Person", ({ userName }) => userName],
  ["E-mail", ({ userEmail }) => userEmail],
  ["Collection", ({ collectionName }) => collectionName],
  ["Calls", ({ calls }) => calls],
  ["Failed calls", ({ failedCalls }) => failedCalls],
  ["Tokens in", ({ inputTokens }) => inputTokens],
  ["Of them cached", ({ cachedInputTokens }) => cachedInputTokens],
  ["Tokens out", ({ outputTokens }) => outputTokens],
  ["Cost (USD)", ({ costMicroUsd }) => (costMicroUsd / 1_000_000).toFixed(6)],
];

export const csvHeadings = line(columns.map(([name]) => name));

/**
 * Rows as lines of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it, also after what some
 * divide cells by: where a comma is the decimal point that's a semicolon, and quotes within a line are none.
 */
export function csvLines(rows: ExportedUsage[]): string {
  return rows.map((row) => line(columns.map(([, read]) => read(row)))).join("");
}

function line(values: Value[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: Value): string {
  if (value === null) return "";
  const text = String(value);
  const safe = typeof value === "string" ? text.replaceAll(beginsFormula, "$&'") : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
