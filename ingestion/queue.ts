import { PgBoss } from "pg-boss";
import { leaveTenantRole, pool, type Tx } from "../db/client.ts";
import type { IngestRequest } from "../db/documents.ts";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";

/**
 * The queue: pg-boss, in the same Postgres. A job's id is its document's id, so there is at most one job per document and
 * none needs looking up. Jobs are wake-up calls; what is to be done and by whom stands in the document's row.
 */
export const ingestQueue = "ingest";
const deadLetterQueue = "ingest-failed";

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

/** How often idle workers look for jobs; the shortest that pg-boss allows. */
const pollingIntervalSeconds = 0.5;

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
  // Asked once out of a transaction: pg-boss looks a queue up on first use and remembers it, and a look-up in the middle
  // of a transaction would wait for the embedded Postgres's only backend, which that transaction has.
  for (const name of [ingestQueue, deadLetterQueue]) await boss.deleteJob(name, crypto.randomUUID());
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
      await boss.deleteJob(ingestQueue, request.documentId, within(tx));
      const { documentId, tenantId, priority } = request;
      await boss.send(
        ingestQueue,
        { documentId, tenantId },
        { id: documentId, priority, group: { id: tenantId }, ...within(tx) },
      );
    },
    async cancel(tx: Tx, documentIds: string[]): Promise<void> {
      if (documentIds.length === 0) return;
      await leaveTenantRole(tx);
      await boss.deleteJob(ingestQueue, documentIds, within(tx));
    },
  };
}

export type IngestJob = Pick<IngestRequest, "documentId" | "tenantId">;

/**
 * Hands jobs to `ingest` until the queue is closed: INGEST_CONCURRENCY documents of one tenant at a time, and one more slot
 * that this tenant can't take, so that another's first document never waits for a long one. Per process rather than over
 * all of them, so that more workers do more. A job whose retries are used up, or that pg-boss gave up on, goes to
 * `giveUp`. Returns the means to make idle slots look at once.
 */
export async function serveQueue(handlers: {
  ingest(job: IngestJob): Promise<void>;
  giveUp(job: IngestJob): Promise<void>;
}): Promise<{ wake(): void }> {
  const boss = await openQueue({ supervise: true });
  const perTenant = Math.max(1, env().INGEST_CONCURRENCY);
  const wake = () => {
    for (const { id, name } of boss.getWipData()) if (name === ingestQueue) boss.notifyWorker(id);
  };
  await boss.work<IngestJob>(
    ingestQueue,
    { pollingIntervalSeconds, localConcurrency: perTenant + 1, localGroupConcurrency: perTenant },
    async ([job]) => {
      try {
        if (job) await handlers.ingest(job.data);
      } finally {
        wake(); // where there was a job there may be another: don't sleep out the interval
      }
    },
  );
  await boss.work<IngestJob>(deadLetterQueue, { pollingIntervalSeconds: 2 }, async ([job]) => {
    if (job) await handlers.giveUp(job.data);
  });
  return { wake };
}
