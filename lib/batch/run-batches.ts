/**
 * Answers batches, in the web process, since that is what can. State: the batches that this process holds.
 *
 * Every two seconds it says that it lives, hears what was cancelled or deleted, and takes up what nobody works on. A few questions are
 * answered at a time: tenants take turns, and within one its people. What a process that died was at is answered again by another
 * one; an answer that was given already is then in the answer cache. A process that is asked to end gives everything back.
 */
import {
  type BatchClaim,
  type BatchItem,
  beatBatches,
  claimBatch,
  endBatchItem,
  failBatch,
  leaveBatch,
  releaseBatchItem,
  sweepBatches,
  takeBatchItem,
} from "../../db/batch-runs.ts";
import { afterwards } from "../afterwards.ts";
import { interruption, isInterrupted } from "../interruption.ts";
import { log } from "../log.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import type { Principal } from "../turn.ts";
import { answerItem, type Wait } from "./answer-item.ts";
import { cancelHandovers, collectHandovers, handOver, type PreparedCall } from "./hand-over.ts";
import { tidyProviders, tidySoon } from "./tidy-providers.ts";

const beatEveryMs = 2_000;
const sweepEveryMs = 60 * 60_000;
/** Answers at a time: interactive questions keep the rest of the processor and of the database. */
const itemsAtOnce = 4;
/** People whose batches advance side by side, a question each in turn. */
const batchesAtOnce = 32;

/** Prompts that wait in memory to be handed over together: some 20 KB each. */
const callsPerHandover = 500;
/** How often a provider is asked whether it has finished. */
const atProvider: Wait = { waitSeconds: 60, fault: null, counts: false, usage: null };

/** A batch that this process works on. */
interface Held {
  claim: BatchClaim;
  abort: AbortController;
  answering: number;
  /** Nothing waits any more, or nothing is to be begun. */
  isEmpty: boolean;
  /** What it waits for when its last answer is done. */
  wait: Wait | null;
  /** To be handed over to providers. */
  prepared: PreparedCall[];
  isClosing: boolean;
  /** When its turn was. */
  turn: number;
}

export interface BatchRunner {
  /** Says that it lives, and takes up what there is to do. */
  tick(): Promise<void>;
  /** Resolves when it holds nothing any more. */
  idle(): Promise<void>;
  /** Begins nothing more, breaks off what it's at, and gives it back for another process to go on at once. Resolves when that's done. */
  stop(): Promise<void>;
}

/** A runner that does nothing until its first tick. */
export function createBatchRunner(models: Models = liveModels): BatchRunner {
  const runnerId = crypto.randomUUID();
  const held = new Map<string, Held>();
  const work = new Set<Promise<void>>();
  let turns = 0;
  let answering = 0;
  let isStopped = false;
  const turnOfTenant = new Map<string, number>();

  async function tick(): Promise<void> {
    if (held.size > 0) await beat();
    while (held.size < batchesAtOnce && !isStopped) {
      const claim = await claimBatch(runnerId);
      if (!claim) break;
      const batch = newlyHeld(claim);
      held.set(claim.batchId, batch);
      track(collect(batch));
    }
    fill();
  }

  async function beat(): Promise<void> {
    const ours = await beatBatches(runnerId, [...held.keys()]);
    const byId = new Map(ours.map((claim) => [claim.batchId, claim]));
    for (const [batchId, batch] of held) {
      const claim = byId.get(batchId);
      if (claim) batch.claim = claim;
      if (!claim || claim.isCancelling || !claim.principal) batch.abort.abort();
    }
  }

  /** Looks what providers have finished, before anything else of it is begun. */
  async function collect(batch: Held): Promise<void> {
    const { claim } = batch;
    if (!claim.principal || claim.isCancelling || claim.completionWindow === null) return;
    batch.answering++;
    batch.isEmpty = true;
    try {
      if (await collectHandovers(claim)) batch.wait = atProvider;
    } catch (error) {
      log.warn({ err: error, batchId: claim.batchId }, "a provider's batch could not be read");
      batch.wait = atProvider;
    } finally {
      batch.answering--;
      batch.isEmpty = false;
      fill();
    }
  }

  /** Begins as many answers as may be under way. */
  function fill(): void {
    for (const batch of held.values()) {
      if (isStopped) batch.abort.abort(interruption());
      if (batch.abort.signal.aborted) batch.isEmpty = true;
    }
    for (const batch of held.values())
      if (batch.isEmpty && batch.answering === 0 && !batch.isClosing) track(close(batch));
    while (answering < itemsAtOnce) {
      const batch = nextInTurn();
      if (!batch) return;
      begin(batch);
    }
  }

  /** Of the tenant whose turn was longest ago, the batch whose turn was. */
  function nextInTurn(): Held | undefined {
    const tenantTurn = ({ claim }: Held) => turnOfTenant.get(claim.principal?.tenantId ?? "") ?? 0;
    const waiting = [...held.values()].filter(({ isEmpty }) => !isEmpty);
    return waiting.toSorted((a, b) => tenantTurn(a) - tenantTurn(b) || a.turn - b.turn)[0];
  }

  function begin(batch: Held): void {
    const { principal } = batch.claim;
    if (!principal) {
      batch.isEmpty = true;
      return;
    }
    turns++;
    batch.turn = turns;
    turnOfTenant.set(principal.tenantId, turns);
    batch.answering++;
    answering++;
    const done = answerNext(batch, principal)
      .catch((error: unknown) => {
        log.error({ err: error, batchId: batch.claim.batchId }, "a question of a batch could not be ended");
        batch.isEmpty = true; // whoever takes it up next answers it again
      })
      .finally(() => {
        batch.answering--;
        answering--;
        fill();
      });
    track(done);
  }

  async function answerNext(batch: Held, principal: Principal): Promise<void> {
    const item = await takeBatchItem(batch.claim);
    if (!item) {
      batch.isEmpty = true;
      return;
    }
    const canWait = batch.claim.completionWindow !== null;
    const { batchId } = batch.claim;
    const { signal } = batch.abort;
    const outcome = await answerItem(principal, item, { batchId, models, signal, canWait });
    if ("end" in outcome) return endBatchItem(batch.claim, item, outcome.end);
    if ("wait" in outcome) return putBack(batch, item, outcome.wait);
    batch.prepared.push(outcome.prepared);
    const isFull = batch.prepared.length >= callsPerHandover;
    if (isFull && !batch.abort.signal.aborted) await sendPrepared(batch, principal);
  }

  async function sendPrepared(batch: Held, principal: Principal): Promise<void> {
    await handOver(batch.claim, principal, batch.prepared.splice(0));
    batch.wait ??= atProvider;
  }

  async function putBack(batch: Held, item: BatchItem, wait: Wait): Promise<void> {
    batch.isEmpty = true;
    batch.wait = wait;
    await releaseBatchItem(batch.claim, item, wait);
  }

  async function close(batch: Held): Promise<void> {
    batch.isClosing = true;
    const { principal, isCancelling } = batch.claim;
    try {
      const isOurs = !batch.abort.signal.aborted; // else it was cancelled, or somebody else goes on with it
      if (principal && isOurs && batch.prepared.length > 0) await sendPrepared(batch, principal);
      if (isInterrupted(batch.abort.signal)) await releasePrepared(batch);
      const cancelled = !principal || isCancelling ? await cancelHandovers(batch.claim) : [];
      if (principal) await leaveBatch(batch.claim, batch.wait ?? {});
      else
        await failBatch(
          batch.claim,
          "Who sent it has left this workspace, or the API key isn't valid any more.",
        );
      tidySoon(cancelled);
    } finally {
      held.delete(batch.claim.batchId);
    }
  }

  async function releasePrepared({ claim, prepared }: Held): Promise<void> {
    for (const { item, usage } of prepared.splice(0))
      await releaseBatchItem(claim, item, { counts: false, usage });
  }

  async function idle(): Promise<void> {
    while (work.size > 0) await Promise.all(work);
  }

  function track(promise: Promise<void>): void {
    const tracked = promise
      .catch((error: unknown) => log.error({ err: error }, "a batch could not be given up"))
      .finally(() => work.delete(tracked));
    work.add(tracked);
  }

  return {
    tick,
    idle,
    stop() {
      isStopped = true;
      fill();
      return idle();
    },
  };
}

const newlyHeld = (claim: BatchClaim): Held => ({
  claim,
  abort: new AbortController(),
  answering: 0,
  isEmpty: claim.isCancelling || !claim.principal,
  wait: null,
  prepared: [],
  isClosing: false,
  turn: 0,
});

/** `globalThis` because Next may load this module more than once in a process, and there must be one runner. */
const shared = globalThis as { lecternBatchRunner?: BatchRunner };

/** Works on batches from now on, as long as the process lives. Calling it again changes nothing. */
export function startBatchRunner(): void {
  if (shared.lecternBatchRunner) return;
  shared.lecternBatchRunner = createBatchRunner();
  let isTicking = false;
  let sweptAt = 0;
  const tick = async () => {
    if (isTicking) return;
    isTicking = true;
    try {
      await shared.lecternBatchRunner?.tick();
      if (Date.now() - sweptAt < sweepEveryMs) return;
      sweptAt = Date.now();
      // Beside the ticks: a provider that keeps it waiting mustn't make this process look dead.
      afterwards("batches could not be swept", sweep);
    } catch (error) {
      log.warn({ err: error }, "batches could not be looked after");
    } finally {
      isTicking = false;
    }
  };
  setInterval(() => void tick(), beatEveryMs).unref();
}

async function sweep(): Promise<void> {
  await sweepBatches();
  await tidyProviders();
}

/** For a process that ends: what it was at goes on elsewhere. */
export async function stopBatchRunner(): Promise<void> {
  await shared.lecternBatchRunner?.stop();
}
