/** The command line behind `npm run bench`. Expects a prepared database in DATABASE_URL unless it measures over HTTP; scripts/run-benchmark.mjs sees to that. */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type IngestionReport, type IngestionRow, measureIngestion } from "./measure-ingestion.ts";
import { openHttpDoor } from "./open-http-door.ts";
import { openLocalDoor } from "./open-local-door.ts";

const usage = `npm run bench -- ingest [--documents N] [--folder DIR] [--json FILE]
                            [--url URL --key KEY [--pid WORKER]]

  --documents N   small texts per row; 100
  --folder DIR    a folder whose PDFs are measured, too; ../shared/data/documents/files
  --url, --key    measures a running Lectern over HTTP, by an API key that may read and write documents
  --pid           its worker's process, to watch its memory`;

/** Runs a benchmark and prints its figures. Throws with the usage for arguments that can't be understood. */
export async function runBench(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      documents: { type: "string", default: "100" },
      folder: { type: "string", default: "../shared/data/documents/files" },
      json: { type: "string" },
      url: { type: "string" },
      key: { type: "string" },
      pid: { type: "string" },
    },
  });
  const documents = Number(values.documents);
  if (positionals.join() !== "ingest" || !(documents > 0) || Boolean(values.url) !== Boolean(values.key))
    throw new Error(`usage: ${usage}`);
  const door =
    values.url && values.key
      ? {
          ...openHttpDoor(values.url, values.key, "Bench"),
          workerProcessId: values.pid ? Number(values.pid) : null,
        }
      : await openLocalDoor("Bench");
  try {
    process.stdout.write(`${door.name}\n${headings}\n`);
    const report = await measureIngestion(door, { documents, folder: values.folder, onRow: printRow });
    printEnd(report);
    if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await door.close();
  }
}

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
const headings = "".padEnd(nameWidth) + columns.map(([heading, width]) => heading.padStart(width)).join("");

function printRow(row: IngestionRow): void {
  const name = row.name.length > nameWidth ? `${row.name.slice(0, 8)}…${row.name.slice(-22)}` : row.name;
  const cells = columns.map(([, width, cell]) => cell(row).padStart(width)).join("");
  process.stdout.write(`${name.padEnd(nameWidth)}${cells}\n`);
}

function printEnd({ workerPeakMegabytes }: IngestionReport): void {
  const worker = workerPeakMegabytes === null ? "" : ` The worker alone: ${workerPeakMegabytes} MB at most.`;
  process.stdout.write(
    `ms: from upload to searchable. bare: what the formats' libraries alone take for the same files. MB: the worker with its parsers.${worker}\n`,
  );
}
