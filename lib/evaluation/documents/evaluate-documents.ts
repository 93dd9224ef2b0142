import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { listChunks } from "../../../db/chunks.ts";
import { type Document, findDocument } from "../../../db/documents.ts";
import { listWorkers } from "../../../db/worker-heartbeats.ts";
import { readBareText } from "../../../ingestion/parse/bare-text.ts";
import { findTesseract } from "../../../ingestion/parse/ocr/find-tesseract.ts";
import { acceptUpload } from "../../../ingestion/upload.ts";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { toAppError } from "../../errors.ts";
import type { Principal } from "../../turn.ts";
import { createEvaluationTenant } from "../create-evaluation-tenant.ts";
import {
  type DocumentCase,
  type DocumentOutcome,
  documentCaseSchema,
  judgeDocument,
} from "./judge-document.ts";
import { watchPeakMemory } from "./peak-memory.ts";
import { compareTexts, type TextFidelity } from "./text-fidelity.ts";

export interface DocumentResult {
  file: string;
  expect: string;
  status: DocumentOutcome["status"];
  code: string | null;
  /** Empty where all is as expected. */
  problems: string[];
  characters: number;
  milliseconds: number;
  warnings: string[];
  /** Against the golden text, and the same of what the format's library gives by itself; null where there's no golden text. */
  fidelity: { product: TextFidelity; bareParser: TextFidelity } | null;
}

export interface DocumentsReport {
  index: string;
  hasOcr: boolean;
  files: number;
  asExpected: number;
  worker: { processIdBefore: number; processIdAfter: number | null; peakBytes: number | null };
  results: DocumentResult[];
}

const workerPath = fileURLToPath(new URL("../../../ingestion/run-worker.ts", import.meta.url));
const startWithinMs = 30_000;

/**
 * Sends every file of an index through the product's own upload, queue and worker process, and compares what becomes of it with
 * what the index expects; a file that needs a password is sent without and then with it. Also watches the worker: it must be
 * the same process at the end.
 */
export async function evaluateDocuments(indexPath: string): Promise<DocumentsReport> {
  const lines = (await readFile(indexPath, "utf8")).split("\n").filter((line) => line.trim());
  const cases = lines.map((line) => documentCaseSchema.parse(JSON.parse(line)));
  const hasOcr = (await findTesseract()) !== null;
  const principal = await createEvaluationTenant();
  const worker = await startWorkerProcess();
  const memory = watchPeakMemory(worker.pid ?? 0);
  try {
    const results: DocumentResult[] = [];
    const progress = showProgress("documents", cases.length);
    for (const expected of cases) {
      results.push(await evaluateFile(principal, dirname(indexPath), expected, hasOcr));
      progress.advance();
    }
    return {
      index: indexPath,
      hasOcr,
      files: results.length,
      asExpected: results.filter((result) => result.problems.length === 0).length,
      worker: {
        processIdBefore: worker.pid ?? 0,
        processIdAfter: await liveProcessId(),
        peakBytes: memory.treeBytes,
      },
      results,
    };
  } finally {
    memory.stop();
    await stopWorkerProcess(worker);
  }
}

async function startWorkerProcess(): Promise<ChildProcess> {
  const worker = spawn(process.execPath, [workerPath], { stdio: ["ignore", "ignore", "inherit"] });
  const deadline = AbortSignal.timeout(startWithinMs);
  while ((await liveProcessId()) !== worker.pid) {
    if (worker.exitCode !== null || deadline.aborted) throw new Error("the worker could not be started");
    await sleep(50);
  }
  return worker;
}

async function stopWorkerProcess(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, "exit");
  worker.kill("SIGTERM");
  await ended;
}

async function liveProcessId(): Promise<number | null> {
  return (await listWorkers()).find((worker) => worker.isAlive)?.processId ?? null;
}

async function evaluateFile(
  principal: Principal,
  folder: string,
  expected: DocumentCase,
  hasOcr: boolean,
): Promise<DocumentResult> {
  const path = join(folder, expected.file);
  const startedAt = performance.now();
  let outcome = await ingestFile(principal, path);
  const milliseconds = Math.round(performance.now() - startedAt);
  const problems = judgeDocument(expected, outcome, { hasOcr });
  if (expected.password) {
    outcome = await ingestFile(principal, path, expected.password);
    problems.push(...judgeDocument({ ...expected, expect: "ok" }, outcome, { hasOcr }));
  }
  return {
    file: expected.file,
    expect: expected.expect,
    status: outcome.status,
    code: outcome.code ?? null,
    problems,
    characters: outcome.text.length,
    milliseconds,
    warnings: outcome.warnings,
    fidelity: await compareWithGolden(path, folder, expected, outcome),
  };
}

async function ingestFile(principal: Principal, path: string, password?: string): Promise<DocumentOutcome> {
  try {
    // A collection for each try: the same bytes in the same one would be the document of the first.
    const upload = {
      stream: createReadStream(path),
      fileName: basename(path),
      collection: crypto.randomUUID().slice(0, 13),
      password,
    };
    const { document } = await acceptUpload(principal, upload);
    return await outcomeOf(principal, document.id);
  } catch (error) {
    const { code } = toAppError(error);
    return { status: "refused", code, warnings: [], text: "" };
  }
}

async function outcomeOf(principal: Principal, documentId: string): Promise<DocumentOutcome> {
  for (;;) {
    const document = await findDocument(principal, documentId);
    const { status, errorCode, receipt } = document;
    if (status === "ready")
      return { status, warnings: receipt?.warnings ?? [], text: await textOf(principal, document) };
    if (status === "failed" || status === "cancelled")
      return { status: "failed", code: errorCode ?? status, warnings: [], text: "" };
    await sleep(25);
  }
}

/** The document's text from its chunks: what they repeat of each other, and repeated table headers, taken out. */
async function textOf(principal: Principal, document: Document): Promise<string> {
  let text = "";
  let end = 0;
  let cursor: number | undefined;
  do {
    const page = await listChunks(principal, document.id, { cursor, limit: 100 });
    for (const chunk of page.chunks) {
      const own = chunk.text.slice(chunk.text.length - (chunk.charEnd - chunk.charStart));
      text += (chunk.charStart > end ? "\n\n" : "") + own.slice(Math.max(0, end - chunk.charStart));
      end = Math.max(end, chunk.charEnd);
    }
    cursor = page.nextCursor === null ? undefined : Number(page.nextCursor);
  } while (cursor !== undefined);
  return text;
}

async function compareWithGolden(
  path: string,
  folder: string,
  expected: DocumentCase,
  outcome: DocumentOutcome,
): Promise<DocumentResult["fidelity"]> {
  if (!expected.groundtruth || outcome.status !== "ready") return null;
  const golden = await readFile(join(folder, expected.groundtruth), "utf8");
  const bare = await readBareText(path);
  return { product: compareTexts(outcome.text, golden), bareParser: compareTexts(bare, golden) };
}
