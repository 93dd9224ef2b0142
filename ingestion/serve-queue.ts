import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { type IngestJob, serveDeadLetters, takeJobs } from "./queue.ts";

/** How often an idle worker looks for jobs. Uploads wake it before that; this finds retries, and whom no datagram reached. */
const pollMs = 500;

/** How many documents a worker is at: one slot more than a tenant may have, so that another's first never waits for a long one. */
export const documentsAtOnce = () => tenantDocumentsMax() + 1;
const tenantDocumentsMax = () => Math.max(1, env().INGEST_CONCURRENCY);

export interface ServedQueue {
  /** Looks for jobs at once. */
  wake(): void;
  /** Takes no more jobs, and waits for those that are under way. */
  stop(): Promise<void>;
}

/**
 * Hands jobs to `ingest` until stopped, INGEST_CONCURRENCY documents of one tenant at a time and one more of another. The limits
 * are per process rather than over all of them, so that more workers do more. A job for which `ingest` throws is tried again
 * later; one whose retries are used up goes to `giveUp`.
 */
export async function serveQueue(handlers: {
  ingest(job: IngestJob): Promise<void>;
  giveUp(job: IngestJob): Promise<void>;
}): Promise<ServedQueue> {
  const jobs = await takeJobs();
  await serveDeadLetters(handlers.giveUp);
  const underWay = new Map<Promise<void>, string>();
  let isStopping = false;
  /** Nothing was left when it last looked, and nobody has woken it since: the end of a document is no reason to look. */
  let isEmpty = false;
  let look = Promise.withResolvers<void>();
  const wake = () => {
    isEmpty = false;
    look.resolve();
  };

  async function work(job: IngestJob): Promise<void> {
    try {
      await handlers.ingest(job);
      jobs.done(job);
    } catch (error) {
      await jobs
        .retry(job, String(error))
        .catch((err: unknown) => log.warn({ err }, "a job stays open; it's found later"));
    }
  }

  async function takeWhatFits(): Promise<void> {
    while (underWay.size < documentsAtOnce() && !isStopping) {
      // Several at once where even all of one tenant's would be within its limit.
      const countMax = underWay.size === 0 ? tenantDocumentsMax() : 1;
      const except = tenantsAtTheirLimit(underWay.values());
      const taken = await jobs.take(countMax, except);
      for (const job of taken) start(job);
      if (taken.length < countMax) {
        isEmpty = except.length === 0;
        return;
      }
    }
  }

  function start(job: IngestJob): void {
    const doing = work(job).finally(() => {
      underWay.delete(doing);
      if (!isEmpty) look.resolve();
    });
    underWay.set(doing, job.tenantId);
  }

  async function serve(): Promise<void> {
    while (!isStopping) {
      // Before looking, so that what is queued while it looks wakes it again.
      look = Promise.withResolvers<void>();
      await takeWhatFits().catch((err: unknown) => log.warn({ err }, "the queue can't be read"));
      await look.promise;
    }
  }
  const poll = setInterval(wake, pollMs);
  const serving = serve();

  return {
    wake,
    async stop() {
      isStopping = true;
      clearInterval(poll);
      wake();
      await serving;
      await Promise.all(underWay.keys());
      await jobs.flush();
    },
  };
}

function tenantsAtTheirLimit(tenantIds: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const id of tenantIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= tenantDocumentsMax()).map(([id]) => id);
}
