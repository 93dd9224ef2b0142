import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBareText } from "../ingestion/parse/bare-text.ts";
import { watchPeakMemory } from "../lib/evaluation/documents/peak-memory.ts";
import type { Door } from "./door.ts";
import { makeLongPdf, makeTexts, readPdfs } from "./make-files.ts";
import { type MeasuredFile, measureUploads, type UploadFigures } from "./measure-uploads.ts";

export interface IngestionRow extends UploadFigures {
  name: string;
  /** What the formats' libraries alone take for the same files, one after the other in this process. */
  bareParserSeconds: number;
  /** How many times as long the whole way takes. */
  timesBareParser: number;
  /** Highest sum of the worker and its parsers during this row; null where they can't be watched. */
  peakMegabytes: number | null;
}

export interface IngestionReport {
  way: string;
  at: string;
  rows: IngestionRow[];
  /** The worker by itself, over its life; null where it can't be watched. */
  workerPeakMegabytes: number | null;
}

/**
 * Measures ingestion through a door: small texts one and four at a time, a hundred-page PDF, and the PDFs of a folder, each
 * beside the bare parser on the same files. Everything is warmed up before, and every file is new to the installation.
 */
export async function measureIngestion(
  door: Door,
  { documents, folder, onRow }: { documents: number; folder: string; onRow?: (row: IngestionRow) => void },
): Promise<IngestionReport> {
  const run = Date.now().toString(36);
  await measureUploads(door, [...makeTexts(5, `${run}w`), makeLongPdf(`${run}w`, 3)], 1);
  const pdfs = await readPdfs(folder);
  const sets: [name: string, files: MeasuredFile[], atOnce: number][] = [
    ["2.1 KB texts, one at a time", makeTexts(documents, `${run}a`), 1],
    ["2.1 KB texts, four at a time", makeTexts(documents, `${run}b`), 4],
    ["100-page PDF", [1, 2, 3, 4, 5].map((n) => makeLongPdf(`${run}${n}`)), 1],
    [`PDFs of ${folder}`, pdfs, 1],
  ];
  const rows: IngestionRow[] = [];
  for (const [name, files, atOnce] of sets) {
    if (files.length === 0) continue;
    const memory = door.workerProcessId === null ? null : watchPeakMemory(door.workerProcessId);
    const figures = await measureUploads(door, files, atOnce);
    memory?.stop();
    const bareParserSeconds = await timeBareParser(files);
    const timesBareParser = figures.seconds / bareParserSeconds;
    const peakMegabytes = memory?.treeBytes ? toMegabytes(memory.treeBytes) : null;
    const row = { name, ...figures, bareParserSeconds, timesBareParser, peakMegabytes };
    rows.push(row);
    onRow?.(row);
  }
  const workerPeakMegabytes = await peakOf(door.workerProcessId);
  return { way: door.name, at: new Date().toISOString(), rows, workerPeakMegabytes };
}

/** Files that the library gives up on take as long as it takes to find out. */
async function timeBareParser(files: MeasuredFile[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "lectern-bench-"));
  let seconds = 0;
  try {
    for (const { name, bytes } of files) {
      const path = join(folder, name);
      await writeFile(path, bytes);
      const startedAt = performance.now();
      await readBareText(path).catch(() => undefined);
      seconds += (performance.now() - startedAt) / 1000;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return seconds;
}

/** The most memory that a process ever had, as the kernel counts it. */
async function peakOf(processId: number | null): Promise<number | null> {
  if (processId === null) return null;
  const status = await readFile(`/proc/${processId}/status`, "utf8").catch(() => "");
  const kilobytes = status.match(/^VmHWM:\s+(\d+)/m)?.[1];
  return kilobytes ? toMegabytes(Number(kilobytes) * 1024) : null;
}

const toMegabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
