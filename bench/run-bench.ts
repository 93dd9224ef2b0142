/** The command line behind `npm run bench`. Expects a prepared database in DATABASE_URL unless it measures over HTTP; scripts/run-benchmark.mjs sees to that. */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { costHeadings, describeCost, describeCostRow } from "./cost/describe-cost.ts";
import { type CostRow, measureCost } from "./cost/measure-cost.ts";
import { describeIngestionEnd, describeIngestionRow, ingestionHeadings } from "./describe-ingestion.ts";
import { describeFirstWordPath } from "./describe-path.ts";
import { describeRetrieval, describeSize } from "./describe-retrieval.ts";
import { describeTtft, ttftHeadings } from "./describe-ttft.ts";
import { describeUsage, describeUsageRow, usageHeadings } from "./describe-usage.ts";
import { measureIngestion } from "./measure-ingestion.ts";
import { measureRetrieval } from "./measure-retrieval.ts";
import { measureUsage } from "./measure-usage.ts";
import { openHttpDoor } from "./open-http-door.ts";
import { openLocalDoor } from "./open-local-door.ts";
import { runTtft, type Servers } from "./run-ttft.ts";

const usage = `npm run bench -- ingest [--documents N] [--folder DIR] [--json FILE]
                            [--url URL --key KEY [--pid WORKER]]
       npm run bench -- retrieval [--chunks N[,N…]] [--questions N] [--seed N] [--json FILE]
       npm run bench -- cost [--questions N] [--part development] [--rows all] [--data DIR] [--seed N]
                          [--json FILE]
       npm run bench -- ttft [--chunks N] [--readers N,…] [--seed N] [--json FILE]
       npm run bench -- usage [--rate N] [--people N] [--seed N] [--json FILE]

  --documents N   small texts per row; 100
  --folder DIR    a folder whose PDFs are measured, too; ../shared/data/documents/files
  --url, --key    measures a running Lectern over HTTP, by an API key that may read and write documents
  --pid           its worker's process, to watch its memory
  --chunks N,…    sizes of the synthetic corpus, which grows from one to the next; 1000,10000, for ttft 10000
  --readers N,…   of the steps those with so many readers alone
  --questions N   asked at each size, or beside conversations; 200
  --data DIR      the shared sets; ../shared/data
  --part P        of the questions on which settings are chosen (development) or measured; held-out
  --rows all      also other thresholds, single parts of the cache and other shares of repeats
  --rate N        questions on a weekday of the year whose usage report is opened; 100000
  --people N      who ask them; 500
  --seed N        another corpus and other questions; 42
  --json FILE     keeps the figures

The database is the embedded one, in memory, or with DATABASE_URL or TEST_DATABASE_URL a new one on that server.`;

/**
 * Runs a benchmark and prints its figures, or with `--help` the usage. Throws with the usage for arguments that can't be understood.
 */
export async function runBench(
  args: string[],
  tools: { startServers: () => Promise<Servers> },
): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`usage: ${usage}\n`);
    return;
  }
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
      chunks: { type: "string" },
      questions: { type: "string", default: "200" },
      readers: { type: "string" },
      data: { type: "string", default: "../shared/data" },
      part: { type: "string", default: "held-out" },
      rows: { type: "string", default: "few" },
      rate: { type: "string", default: "100000" },
      people: { type: "string", default: "500" },
      seed: { type: "string", default: "42" },
    },
  });
  const bench = benches[positionals.join()];
  const report = await bench?.(values, tools);
  if (!report) throw new Error(`usage: ${usage}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

type Flags = Partial<Record<string, string>>;

/** They print as they go and return what `--json` keeps; null for flags that can't be understood. */
const benches: Record<
  string,
  (flags: Flags, tools: { startServers: () => Promise<Servers> }) => Promise<object | null>
> = {
  ingest: benchIngestion,
  retrieval: benchRetrieval,
  ttft: benchTtft,
  cost: benchCost,
  usage: benchUsage,
};

async function benchIngestion({ documents, folder = "", url, key, pid }: Flags) {
  if (!(Number(documents) > 0) || Boolean(url) !== Boolean(key)) return null;
  const door =
    url && key
      ? { ...openHttpDoor(url, key, "Bench"), workerProcessId: pid ? Number(pid) : null }
      : await openLocalDoor("Bench");
  try {
    process.stdout.write(`${door.name}\n${ingestionHeadings}\n`);
    const onRow = (row: Parameters<typeof describeIngestionRow>[0]) =>
      process.stdout.write(describeIngestionRow(row));
    const report = await measureIngestion(door, { documents: Number(documents), folder, onRow });
    process.stdout.write(describeIngestionEnd(report));
    return report;
  } finally {
    await door.close();
  }
}

async function benchRetrieval({ chunks = "1000,10000", questions, seed }: Flags) {
  const sizes = chunks.split(",").map(Number);
  if (![...sizes, Number(questions)].every((count) => Number.isInteger(count) && count > 0)) return null;
  if (!Number.isInteger(Number(seed))) return null;
  const report = await measureRetrieval({
    chunks: sizes.toSorted((a, b) => a - b),
    questions: Number(questions),
    seed: Number(seed),
    onRow: (row) => process.stdout.write(describeSize(row)),
  });
  process.stdout.write(`\n${describeRetrieval(report)}`);
  return report;
}

async function benchTtft(
  { chunks = "10000", readers = "", seed }: Flags,
  { startServers }: { startServers: () => Promise<Servers> },
) {
  const options = {
    chunks: Number(chunks),
    seed: Number(seed),
    readers: readers.split(",").filter(Boolean).map(Number),
  };
  if (!Number.isInteger(options.chunks) || options.chunks < 1 || !Number.isInteger(options.seed)) return null;
  if (!options.readers.every((count) => [1, 20, 50, 100].includes(count))) return null;
  let isFirst = true;
  const report = await runTtft(options, startServers, {
    onRow(row) {
      process.stdout.write(`${isFirst ? ttftHeadings : ""}${describeTtft(row)}`);
      isFirst = false;
    },
    onPath: (path) => process.stdout.write(describeFirstWordPath(path)),
  });
  if (report.webPeakBytes !== null)
    process.stdout.write(`web: ${Math.round(report.webPeakBytes / 2 ** 20)} MiB at most\n`);
  return report;
}

async function benchCost({ questions, data = "", seed, part, rows }: Flags) {
  const options = { data, singles: Number(questions), seed: Number(seed), isDetailed: rows === "all" };
  if (!Number.isInteger(options.singles) || options.singles < 1 || !Number.isInteger(options.seed))
    return null;
  if (part !== "held-out" && part !== "development") return null;
  if (rows !== "few" && rows !== "all") return null;
  process.stdout.write(costHeadings);
  const onRow = (row: CostRow) => process.stdout.write(describeCostRow(row));
  const report = await measureCost({ ...options, part, onRow });
  process.stdout.write(describeCost(report));
  return report;
}

async function benchUsage({ rate, people, seed }: Flags) {
  const options = { questionsPerDay: Number(rate), people: Number(people), seed: Number(seed), times: 20 };
  if (!Object.values(options).every((value) => Number.isInteger(value) && value > 0)) return null;
  const rows: string[] = [];
  const report = await measureUsage(options, (row) => rows.push(describeUsageRow(row)));
  process.stdout.write(`${describeUsage(report)}\n${usageHeadings}${rows.join("")}`);
  return report;
}
