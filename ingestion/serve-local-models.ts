import {
  claimLocalModel,
  releaseLocalModel,
  reportLocalModel,
  settleLocalModel,
} from "../db/local-models.ts";
import { log } from "../lib/log.ts";
import { FetchModelError, type FetchProgress, fetchModel } from "../lib/models/local/fetch-model.ts";
import { localModels } from "../lib/models/local/local-models.ts";

export interface LocalModelServer {
  /** Begins what waits to be fetched. Call it every few seconds. */
  tend(): Promise<void>;
  /** Hands back what is under way and resolves when it has stopped. */
  stop(): Promise<void>;
}

/** How often the models page learns how far it is, and a cancellation is noticed. */
const reportEveryMs = 1_000;

/**
 * Fetches the models that were asked for on the models page, one at a time, beside a worker's documents. What was begun by a
 * worker that stopped or died is taken up where it was. System.
 */
export function serveLocalModels({
  fetch = fetchModel,
}: {
  fetch?: typeof fetchModel;
} = {}): LocalModelServer {
  let active: { stopping: AbortController; done: Promise<void> } | undefined;
  let isStopped = false;

  return {
    async tend() {
      if (active || isStopped) return;
      const id = await claimLocalModel();
      if (!id) return;
      if (isStopped) return releaseLocalModel(id);
      const stopping = new AbortController();
      const done = fetchClaimed(id, fetch, stopping).finally(() => {
        active = undefined;
      });
      active = { stopping, done };
    },
    async stop() {
      isStopped = true;
      active?.stopping.abort(handBack);
      await active?.done;
    },
  };
}

const handBack = "the worker stops";

/** Never throws. */
async function fetchClaimed(id: string, fetch: typeof fetchModel, stopping: AbortController): Promise<void> {
  const { signal } = stopping;
  let progress: FetchProgress | null = null;
  let reporting: Promise<void> | undefined;
  const timer = setInterval(() => {
    reporting ??= reportLocalModel(id, progress)
      .then((isWanted) => {
        if (!isWanted) stopping.abort();
      })
      .catch((error: unknown) =>
        log.warn({ err: error, modelId: id }, "a model's progress could not be told"),
      )
      .finally(() => {
        reporting = undefined;
      });
  }, reportEveryMs);
  try {
    const model = localModels.find((each) => each.id === id);
    if (!model) throw new FetchModelError("This version of Lectern doesn't know this model.");
    await fetch(model, {
      signal,
      onProgress: (now) => {
        progress = now;
      },
    });
    await reportLocalModel(id, progress);
    await settleLocalModel(id, null);
    log.info({ modelId: id }, "a local model is here");
  } catch (error) {
    await settleFault(id, error, signal).catch((fault: unknown) =>
      log.warn({ err: fault, modelId: id }, "the fetching of a model could not be ended"),
    );
  } finally {
    clearInterval(timer);
    await reporting;
  }
}

async function settleFault(id: string, error: unknown, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    log.info({ modelId: id }, "the fetching of a model was broken off");
    if (signal.reason === handBack) await releaseLocalModel(id);
    return;
  }
  log.warn({ err: error, modelId: id }, "a model could not be fetched");
  const isPlain = error instanceof FetchModelError;
  await settleLocalModel(id, isPlain ? error.message : "Fetching it failed. The worker's log says more.");
}
