import type { IngestionReport, IngestionRow } from "./measure-ingestion.ts";

const nameWidth = 32;
const columns: [heading: string, width: number, cell: (row: IngestionRow) => string][] = [
  ["files", 6, (row) => `${row.documents - row.failed}`],
  ["docs/s", 8, (row) => row.documentsPerSecond.toFixed(1)],
  ["pages/s", 9, (row) => (row.pagesPerSecond ? row.pagesPerSecond.toFixed(1) : "–")],
  ["chunks/s", 9, (row) => row.chunksPerSecond.toFixed(1)],
  ["ms p50", 8, (row) => `${row.searchableMs.p50}`],
  ["ms p95", 8, (row) => `${row.searchableMs.p95}`],
  ["bare s", 8, (row) => row.bareParserSeconds.toFixed(2)],
  ["× bare", 8, (row) => row.timesBareParser.toFixed(1)],
  ["MB", 6, (row) => `${row.peakMegabytes ?? "–"}`],
];
export const ingestionHeadings =
  "".padEnd(nameWidth) + columns.map(([heading, width]) => heading.padStart(width)).join("");

/** A row as soon as it's measured: they take minutes. */
export function describeIngestionRow(row: IngestionRow): string {
  const name = row.name.length > nameWidth ? `${row.name.slice(0, 8)}…${row.name.slice(-22)}` : row.name;
  const cells = columns.map(([, width, cell]) => cell(row).padStart(width)).join("");
  return `${name.padEnd(nameWidth)}${cells}\n`;
}

/** What the columns mean. */
export function describeIngestionEnd({ workerPeakMegabytes }: IngestionReport): string {
  const worker = workerPeakMegabytes === null ? "" : ` The worker alone: ${workerPeakMegabytes} MB at most.`;
  return `ms: from upload to searchable. bare: what the formats' libraries alone take for the same files. MB: the worker with its parsers.${worker}\n`;
}
