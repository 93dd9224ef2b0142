import {
  type ClaimedReembedding,
  claimReembedding,
  failReembedding,
  findLostReembeddings,
  ReembeddingLostError,
  releaseReembedding,
} from "../db/reembeddings.ts";
import { AppError, type ErrorCode, toAppError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { findModel } from "../lib/models/catalog.ts";
import { type ReembedOptions, reembedCollection } from "./reembed-collection.ts";
import type { IndexTender } from "./tend-indexes.ts";
import { budgetWaitSeconds } from "./within-budget.ts";

/** After a fault that may pass, a run waits this long, twice as long after each further one, up to the longest. */
const pauseMs = { first: 2_000, longest: 60_000 };

export interface ReembeddingServer {
  /** Lets go of what was cancelled, and begins or goes on with what waits. Call it every few seconds. */
  tend(): Promise<void>;
  /** Hands back what is under way and resolves when it has stopped. */
  stop(): Promise<void>;
}

interface ServeOptions extends Omit<ReembedOptions, "signal"> {
  now?: () => number;
  /** Who is told of collections whose chunks have all been written anew. */
  indexes?: Pick<IndexTender, "noteRenewal">;
}

interface Pause {
  faults: number;
  until: number;
}

/**
 * Takes collections over to other embedding models for a worker, one at a time, beside its documents. A run outlives its
 * worker: it's handed back on a stop, taken over after a death, and goes on after any fault that may pass. System.
 */
export function serveReembeddings(
  workerId: string,
  { now = Date.now, indexes, ...options }: ServeOptions = {},
): ReembeddingServer {
  let active: { run: ClaimedReembedding; stopping: AbortController; done: Promise<void> } | undefined;
  const pauses = new Map<string, Pause>();
  let isStopped = false;

  function begin(run: ClaimedReembedding): void {
    const stopping = new AbortController();
    const done = runToEnd(run, stopping.signal).finally(() => {
      active = undefined;
    });
    active = { run, stopping, done };
  }

  /** Never throws. */
  async function runToEnd(run: ClaimedReembedding, signal: AbortSignal): Promise<void> {
    const about = { reembeddingId: run.id, tenantId: run.tenantId };
    try {
      await reembedCollection(run, { ...options, signal });
      pauses.delete(run.id);
      indexes?.noteRenewal(run);
      log.info({ ...about, embeddingModel: run.embeddingModel }, "collection embedded anew");
    } catch (error) {
      await settleFault(run, error, signal).catch((fault: unknown) => {
        // It stays this worker's, which finds itself not to be at it and goes on.
        if (!(fault instanceof ReembeddingLostError))
          log.warn({ ...about, err: fault }, "a re-embedding could not be ended");
      });
    }
  }

  async function settleFault(run: ClaimedReembedding, error: unknown, signal: AbortSignal): Promise<void> {
    const about = { reembeddingId: run.id, tenantId: run.tenantId };
    if (error instanceof ReembeddingLostError) {
      log.info(about, "a re-embedding was cancelled, deleted or taken over");
    } else if (signal.aborted) {
      await releaseReembedding(run);
    } else if (error instanceof AppError && error.code === "budget_exhausted") {
      const seconds = budgetWaitSeconds(error);
      log.info({ ...about, seconds }, "a re-embedding waits for the budget");
      await releaseReembedding(run, { budgetWaitSeconds: seconds });
    } else if (isPermanent(run, error)) {
      log.warn({ ...about, err: error }, "a collection could not be embedded anew");
      await failReembedding(run, toAppError(error));
    } else {
      const faults = (pauses.get(run.id)?.faults ?? 0) + 1;
      const ms = Math.min(pauseMs.first * 2 ** (faults - 1), pauseMs.longest);
      pauses.set(run.id, { faults, until: now() + ms });
      log.warn({ ...about, err: error, pauseMs: ms }, "a re-embedding is put off");
      await releaseReembedding(run);
    }
  }

  return {
    async tend() {
      const lost = await findLostReembeddings(workerId, active ? [active.run.id] : []);
      if (lost.length > 0) active?.stopping.abort();
      if (active || isStopped) return;
      const waiting = [...pauses].flatMap(([id, { until }]) => (until > now() ? [id] : []));
      const run = await claimReembedding(workerId, waiting);
      if (!run) return;
      if (isStopped) await releaseReembedding(run);
      else begin(run);
    },
    async stop() {
      isStopped = true;
      active?.stopping.abort();
      await active?.done;
    },
  };
}

const permanent: unknown[] = [
  "invalid_request",
  "model_not_allowed",
  "embedding_length_changed",
] satisfies ErrorCode[];

/** Whether trying again is of no use: the provider says so, or the model is none that can be called. */
function isPermanent({ embeddingModel }: ClaimedReembedding, thrown: unknown): boolean {
  if (!findModel(embeddingModel)) return true;
  for (let error = thrown, depth = 0; error instanceof Error && depth < 10; error = error.cause, depth++) {
    const last = "lastError" in error ? error.lastError : error; // the AI SDK's, of several tries
    if (last instanceof Error && "isRetryable" in last && last.isRetryable === false) return true;
    if ("code" in error && permanent.includes(error.code)) return true;
  }
  return false;
}
