import type { Door } from "./door.ts";

export interface MeasuredFile {
  name: string;
  bytes: Uint8Array;
}

/** What one run of uploads came to. */
export interface UploadFigures {
  documents: number;
  /** Of them. What can't be read isn't counted in what follows. */
  failed: number;
  atOnce: number;
  seconds: number;
  documentsPerSecond: number;
  pagesPerSecond: number;
  chunksPerSecond: number;
  /** From the moment an upload begins until its document can be found. */
  searchableMs: { p50: number; p95: number };
}

/** Uploads the files, `atOnce` at a time, each waited for until it's searchable before the next. */
export async function measureUploads(
  door: Door,
  files: MeasuredFile[],
  atOnce: number,
): Promise<UploadFigures> {
  const waiting = [...files];
  const latencies: number[] = [];
  let failed = 0;
  let pages = 0;
  let chunks = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) {
        const from = performance.now();
        const outcome = await ingest(door, file);
        if (!outcome) {
          failed += 1;
          continue;
        }
        latencies.push(performance.now() - from);
        pages += outcome.pages;
        chunks += outcome.chunks;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    documents: files.length,
    failed,
    atOnce,
    seconds,
    documentsPerSecond: latencies.length / seconds,
    pagesPerSecond: pages / seconds,
    chunksPerSecond: chunks / seconds,
    searchableMs: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
  };
}

/** Null for a file that is refused or can't be read. */
async function ingest(door: Door, file: MeasuredFile) {
  try {
    return await door.searchable(await door.upload(file));
  } catch (error) {
    process.stderr.write(`${file.name}: ${error instanceof Error ? error.message : error}\n`);
    return null;
  }
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
