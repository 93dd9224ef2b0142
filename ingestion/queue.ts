import { PgBoss } from "pg-boss";
import { leaveTenantRole, pool, type Tx } from "../db/client.ts";
import type { IngestRequest } from "../db/documents.ts";
import { log } from "../lib/log.ts";

/**
 * The queue: pg-boss, in the same Postgres. A job's id is its document's id, so there is at most one job per document and
 * none needs looking up. Jobs are wake-up calls; what is to be done and by whom stands in the document's row.
 */
export const ingestQueue = "ingest";
const deadLetterQueue = "ingest-failed";
const previewQueue = "preview";

const queueOptions = {
  /** With doubling pauses of 2 s up to 5 min, a provider may be away for half an hour before a document fails. */
  retryLimit: 11,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: 4 * 60 * 60,
  deleteAfterSeconds: 60 * 60,
  retentionSeconds: 60 * 24 * 60 * 60,
  deadLetter: deadLetterQueue,
};

/** Somebody is waiting: what fails is tried once more and then forgotten. */
const previewQueueOptions = {
  retryLimit: 1,
  retryDelay: 1,
  expireInSeconds: 15 * 60,
  deleteAfterSeconds: 60,
  retentionSeconds: 60 * 60,
};

/** How long jobs that are done with are gathered before the queue is told. */
const flushAfterMs = 200;

/** `globalThis` because Next may load this module more than once in a process. */
const shared = globalThis as { lecternQueue?: Promise<PgBoss> };

/** The process's queue, opened on first use. Only the worker maintains it (`supervise`). */
export function openQueue(options: { supervise: boolean } = { supervise: false }): Promise<PgBoss> {
  shared.lecternQueue ??= startQueue(options).catch((error: unknown) => {
    shared.lecternQueue = undefined;
    throw error;
  });
  return shared.lecternQueue;
}

async function startQueue({ supervise }: { supervise: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool().query(text, values) },
    supervise,
    schedule: false,
    // Both act on Postgres's own vacuum, which a server does by itself and the embedded one doesn't have.
    reindex: false,
    monitorVacuum: false,
  });
  boss.on("error", (error) => log.warn({ err: error }, "the queue met an error"));
  await boss.start();
  await boss.createQueue(deadLetterQueue);
  await boss.createQueue(ingestQueue, queueOptions);
  await boss.createQueue(previewQueue, previewQueueOptions);
  // Asked once out of a transaction: pg-boss looks a queue up on first use and remembers it, and a look-up in the middle
  // of a transaction would wait for the embedded Postgres's only backend, which that transaction has.
  for (const name of [ingestQueue, deadLetterQueue, previewQueue])
    await boss.deleteJob(name, crypto.randomUUID());
  return boss;
}

/** Stops the process's queue: no more jobs are fetched, and those that are running have `timeoutMs` to end. */
export async function closeQueue(timeoutMs: number): Promise<void> {
  const open = shared.lecternQueue;
  shared.lecternQueue = undefined;
  const boss = await open?.catch(() => undefined);
  await boss?.stop({ graceful: true, timeout: timeoutMs });
}

/**
 * Puts documents' jobs into a transaction of the caller's: with its rows they are written, or with its rows they aren't.
 * A job of an earlier try is replaced. Open the queue before the transaction begins.
 */
export async function jobsWriter() {
  const boss = await openQueue();
  const within = (tx: Tx) => ({
    db: { executeSql: (text: string, values?: unknown[]) => tx.$client.query(text, values) },
  });
  return {
    async enqueue(tx: Tx, request: IngestRequest): Promise<void> {
      await leaveTenantRole(tx);
      const { documentId, tenantId, priority } = request;
      const options = { id: documentId, priority, group: { id: tenantId }, ...within(tx) };
      const send = () => boss.send(ingestQueue, { documentId, tenantId }, options);
      if (await send()) return;
      await boss.deleteJob(ingestQueue, documentId, within(tx)); // of an earlier try
      await send();
    },
    async enqueuePreview(tx: Tx, { previewId, tenantId }: PreviewJob): Promise<void> {
      await leaveTenantRole(tx);
      await boss.send(previewQueue, { previewId, tenantId }, { id: previewId, ...within(tx) });
    },
    async cancel(tx: Tx, documentIds: string[]): Promise<void> {
      if (documentIds.length === 0) return;
      await leaveTenantRole(tx);
      await boss.deleteJob(ingestQueue, documentIds, within(tx));
    },
  };
}

export type IngestJob = Pick<IngestRequest, "documentId" | "tenantId">;

export interface PreviewJob {
  previewId: string;
  tenantId: string;
}

/**
 * Hands previews to `preview` one at a time until the queue is closed, in a slot of their own, so that who looks at a file
 * never waits for documents. Returns the means to look at once.
 */
export async function servePreviewQueue(
  preview: (job: PreviewJob) => Promise<void>,
): Promise<{ wake(): void }> {
  const boss = await openQueue();
  const workId = await boss.work<PreviewJob>(previewQueue, { pollingIntervalSeconds: 0.5 }, async ([job]) => {
    if (job) await preview(job.data);
  });
  return { wake: () => boss.notifyWorker(workId) };
}

/** Says what became of a job: done with, or to be tried again after a pause. */
export interface JobEnds {
  done(job: IngestJob): void;
  retry(job: IngestJob, reason: string): Promise<void>;
}

/**
 * Takes jobs, the next by priority of any tenant that isn't among `except`. What is done with is told to the queue in batches,
 * since nothing depends on it: a job that is taken again finds its document finished.
 */
export async function takeJobs(): Promise<
  JobEnds & { take(countMax: number, except: string[]): Promise<IngestJob[]>; flush(): Promise<void> }
> {
  const boss = await openQueue();
  let finished: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ids = finished;
    finished = [];
    if (ids.length) await boss.complete(ingestQueue, ids);
  }
  return {
    async take(batchSize, except) {
      const jobs = await boss.fetch<IngestJob>(ingestQueue, { batchSize, ignoreGroups: except });
      return jobs.map((job) => job.data);
    },
    done({ documentId }) {
      finished.push(documentId);
      timer ??= setTimeout(
        () => void flush().catch((err: unknown) => log.warn({ err }, "jobs stay open that are done")),
        flushAfterMs,
      );
    },
    async retry({ documentId }, reason) {
      await boss.fail(ingestQueue, documentId, { reason });
    },
    flush,
  };
}

/** Hands jobs that pg-boss gave up on, their retries used up, to `giveUp`, until the queue is closed. */
export async function serveDeadLetters(giveUp: (job: IngestJob) => Promise<void>): Promise<void> {
  const boss = await openQueue();
  await boss.work<IngestJob>(deadLetterQueue, { pollingIntervalSeconds: 2 }, async ([job]) => {
    if (job) await giveUp(job.data);
  });
}
