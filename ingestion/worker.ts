import { hostname } from "node:os";
import {
  type ClaimedDocument,
  ClaimLostError,
  claimDocument,
  deathsSuspected,
  failAfterRetries,
  failDocument,
  findLostClaims,
  holdUpCollection,
  releaseDocument,
  requeueAbandoned,
} from "../db/document-claims.ts";
import { sweepExpired } from "../db/sweep-expired.ts";
import { beat, listWorkers, removeHeartbeats } from "../db/worker-heartbeats.ts";
import { type AppError, type ErrorCode, toAppError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { inSpan } from "../lib/telemetry.ts";
import { clearStaging } from "./blobs.ts";
import { type IngestOptions, ingestDocument } from "./ingest-document.ts";
import { keepParserReady, stopParsers } from "./parse/parse-in-child.ts";
import { closeQueue, type IngestJob, ingestQueue, jobsWriter, openQueue } from "./queue.ts";
import { renewTerms } from "./renew-terms.ts";
import { serveLocalModels } from "./serve-local-models.ts";
import { servePreviews } from "./serve-previews.ts";
import { serveQueue } from "./serve-queue.ts";
import { serveReembeddings } from "./serve-reembeddings.ts";
import { serveSources } from "./sources/serve-sources.ts";
import { startCompany } from "./start-company.ts";
import { type IndexTender, tendIndexes } from "./tend-indexes.ts";
import { tendUsage } from "./usage/tend-usage.ts";
import { listenForWakes } from "./wake.ts";
import { budgetWaitSeconds } from "./within-budget.ts";

const beatEveryMs = 1000;
const takeOverEveryMs = 3000;
/** What has expired isn't shown any more; how soon it's gone from the disk is of less weight. */
const sweepEveryMs = 10 * 60_000;
/** On a stop, documents have this long to finish before they are handed back. */
const finishMs = 3000;

/** Faults that aren't the file's: another try may succeed. Any other error code fails the document at once. */
const transient = new Set<ErrorCode>([
  "database_unavailable",
  "embedding_failed",
  "provider_unavailable",
  "blob_store_unavailable",
  "internal",
]);

export interface RunningWorker {
  workerId: string;
  /** Looks for jobs at once instead of at the next poll. */
  wake(): void;
  /** Takes no more, lets what is running finish for some seconds, hands the rest back, and says good-bye. */
  stop(): Promise<void>;
}

/** A document that this worker is at. */
interface Work {
  document: ClaimedDocument;
  /** Aborted when the worker stops, or when the document is no longer its own. */
  ending: AbortController;
  ended: Promise<void>;
}

/**
 * Runs a worker in this process: claims what the queue hands out, ingests it, and decides what becomes of errors. At start
 * and every few seconds it takes over what dead workers left, so that a killed worker's documents go on as soon as another
 * is there. System.
 */
export async function startWorker(options: Omit<IngestOptions, "signal"> = {}): Promise<RunningWorker> {
  const identity = { workerId: crypto.randomUUID(), hostName: hostname(), processId: process.pid };
  const { workerId } = identity;
  const active = new Map<string, Work>();
  /** Claimed perhaps, before the answer that says so is here. */
  const claiming = new Set<string>();
  const company = startCompany();
  const indexes = tendIndexes();
  let isHandingBack = false;
  let wake = () => {};

  async function ingest({ tenantId, documentId }: IngestJob): Promise<void> {
    claiming.add(documentId);
    const document = await claimDocument(tenantId, documentId, workerId).finally(() =>
      claiming.delete(documentId),
    );
    if (!document) return; // done, cancelled, deleted, paused, or another worker's
    const ending = new AbortController();
    const isSuspected = document.claim.attempt > deathsSuspected;
    const ended = company.run(isSuspected, () =>
      ingestClaimed(document, indexes, { ...options, signal: ending.signal }),
    );
    if (isHandingBack) ending.abort();
    active.set(documentId, { document, ending, ended: ended.catch(() => undefined) });
    await ended.finally(() => active.delete(documentId));
  }

  /** Says that it lives, and lets go of what isn't its own any more. */
  async function beatAndLetGo(): Promise<void> {
    await beat(identity, wakes?.address ?? null);
    const lost = await findLostClaims([...active.values()].map(({ document }) => document.claim));
    for (const claim of lost) active.get(claim.documentId)?.ending.abort(new ClaimLostError(claim));
  }

  const wakes = await listenForWakes(() => wake());
  await beatAndLetGo();
  await openQueue({ supervise: true });
  await clearStaging();
  const takeOver = () => takeOverAbandoned(workerId, () => [...active.keys(), ...claiming]);
  await takeOver();
  keepParserReady();
  const serving = await serveQueue({
    ingest,
    giveUp: (job) => failAfterRetries(job.tenantId, job.documentId),
  });
  const previews = await servePreviews();
  wake = () => {
    serving.wake();
    previews.wake();
  };
  const sources = serveSources(workerId);
  const reembeddings = serveReembeddings(workerId, { embed: options.embed, indexes });
  const localModels = serveLocalModels();
  const terms = renewTerms();
  const usage = tendUsage();
  const timers = [
    repeat(beatEveryMs, beatAndLetGo),
    repeat(takeOverEveryMs, takeOver),
    repeat(takeOverEveryMs, sources.tend),
    repeat(takeOverEveryMs, reembeddings.tend),
    repeat(takeOverEveryMs, localModels.tend),
    repeat(takeOverEveryMs, terms.tend),
    repeat(takeOverEveryMs, indexes.tend),
    repeat(sweepEveryMs, sweep),
    repeat(takeOverEveryMs, usage.tend),
  ];
  log.info({ workerId }, "worker started");

  async function stop(): Promise<void> {
    wakes?.close();
    const handBack = setTimeout(() => {
      isHandingBack = true;
      for (const { ending } of active.values()) ending.abort();
    }, finishMs);
    previews.stop();
    terms.stop();
    indexes.stop();
    usage.stop();
    await sources.stop();
    await reembeddings.stop();
    await localModels.stop();
    await serving.stop();
    await Promise.all([...active.values()].map(({ ended }) => ended));
    clearTimeout(handBack);
    for (const timer of timers) await timer.stop();
    await closeQueue(1000);
    stopParsers();
    await removeHeartbeats([workerId]);
    log.info({ workerId }, "worker stopped");
  }
  return { workerId, wake, stop };
}

/** Ingests a document and settles what becomes of it. Throws where the queue shall try again later. */
async function ingestClaimed(
  document: ClaimedDocument,
  indexes: IndexTender,
  options: IngestOptions,
): Promise<void> {
  const { claim } = document;
  const about = { documentId: document.id, tenantId: document.tenantId, attempt: claim.attempt };
  const startedAt = performance.now();
  try {
    const receipt = await inSpan("ingest", () => ingestDocument(document, options), {
      "lectern.document_id": document.id,
      "lectern.tenant_id": document.tenantId,
      "lectern.attempt": claim.attempt,
    });
    log.info(
      { ...about, chunks: receipt.chunks, ms: Math.round(performance.now() - startedAt) },
      "document ready",
    );
    indexes.note(document, receipt.chunks);
  } catch (error) {
    if (error instanceof ClaimLostError || options.signal?.reason instanceof ClaimLostError) {
      log.info(about, "document was cancelled, deleted or taken over");
    } else if (options.signal?.aborted) {
      await releaseDocument(claim); // without a job now: the next worker finds it when it looks for what was left
      log.info(about, "document handed back");
    } else {
      await settleFault(document, toAppError(error), about);
    }
  }
}

async function settleFault(document: ClaimedDocument, fault: AppError, about: object): Promise<void> {
  const { claim } = document;
  if (fault.code === "budget_exhausted") {
    const seconds = budgetWaitSeconds(fault);
    await holdUpCollection(document, seconds);
    await releaseDocument(claim, fault); // without a job: it's found when the time is over
    log.info({ ...about, seconds }, "documents wait for the budget");
    return;
  }
  if (!transient.has(fault.code)) {
    log.info({ ...about, code: fault.code, reason: fault.message }, "document failed");
    await failDocument(claim, fault.code, fault.publicMessage);
    return;
  }
  log.warn({ ...about, err: fault }, "document is put off");
  await releaseDocument(claim, fault);
  throw fault;
}

/** Queues again what is nobody's: this host's workers that no longer run count as dead before their heartbeat says so. */
async function takeOverAbandoned(workerId: string, activeDocumentIds: () => string[]): Promise<void> {
  const workers = await listWorkers();
  const gone = workers.filter(
    (worker) =>
      worker.workerId !== workerId && worker.hostName === hostname() && !isRunning(worker.processId),
  );
  await removeHeartbeats(gone.map((worker) => worker.workerId));
  const { enqueue } = await jobsWriter();
  const ids = await requeueAbandoned({
    workerId,
    activeDocumentIds: activeDocumentIds(),
    queueName: ingestQueue,
    enqueue,
  });
  if (ids.length) log.info({ documents: ids.length }, "took over documents that nobody worked on");
}

/** In a container every worker may be process 1, so that one's own number in another's name means a dead one. */
function isRunning(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function sweep(): Promise<void> {
  const swept = await sweepExpired();
  if (Object.values(swept).some((rows) => rows > 0)) log.info(swept, "swept away what has expired");
}

/** Calls `work` again and again, one call at a time; failures are logged. */
function repeat(everyMs: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => log.warn({ err: error }, "a periodic task of the worker failed"))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
