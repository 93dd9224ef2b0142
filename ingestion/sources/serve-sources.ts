import {
  type ClaimedRun,
  claimRun,
  findLostRuns,
  finishRun,
  queueDueRuns,
  RunLostError,
  releaseRun,
} from "../../db/source-runs.ts";
import { toAppError } from "../../lib/errors.ts";
import { log } from "../../lib/log.ts";
import { nextRunAt } from "./schedule.ts";
import { syncSource } from "./sync-source.ts";

/** Runs that one worker has under way. They wait for the network most of the time. */
const runsMax = 2;

export interface SourceServer {
  /** Queues what is due, lets go of what was cancelled, and begins what waits. Call it every few seconds. */
  tend(): Promise<void>;
  /** Hands the runs under way back and resolves when they have stopped. */
  stop(): Promise<void>;
}

/** Runs the sources' synchronisations for a worker, beside its documents and without keeping them waiting. System. */
export function serveSources(workerId: string): SourceServer {
  const active = new Map<string, { stopping: AbortController; done: Promise<void> }>();
  let isStopped = false;

  function begin(run: ClaimedRun): void {
    const { runId } = run.claim;
    const stopping = new AbortController();
    const done = runToEnd(run, stopping.signal).finally(() => active.delete(runId));
    active.set(runId, { stopping, done });
  }

  return {
    async tend() {
      for (const runId of await findLostRuns(workerId, [...active.keys()]))
        active.get(runId)?.stopping.abort();
      await queueDueRuns(nextTime);
      while (!isStopped && active.size < runsMax) {
        const run = await claimRun(workerId, [...active.keys()]);
        if (!run) return;
        if (isStopped) await releaseRun(run.claim);
        else begin(run);
      }
    },
    async stop() {
      isStopped = true;
      for (const { stopping } of active.values()) stopping.abort();
      await Promise.all([...active.values()].map(({ done }) => done));
    },
  };
}

/** Runs it, and decides what becomes of what it throws. Never throws. */
async function runToEnd(run: ClaimedRun, signal: AbortSignal): Promise<void> {
  const { claim } = run;
  const about = { runId: claim.runId, sourceId: claim.sourceId, tenantId: claim.tenantId };
  try {
    await syncSource(run, signal);
    log.info(about, "source synchronised");
  } catch (error) {
    await settleFault(run, error, signal).catch((fault: unknown) => {
      // It stays this worker's, which finds it not to be at it and begins it again.
      if (!(fault instanceof RunLostError)) log.warn({ ...about, err: fault }, "a run could not be ended");
    });
  }
}

async function settleFault({ claim }: ClaimedRun, error: unknown, signal: AbortSignal): Promise<void> {
  const about = { runId: claim.runId, sourceId: claim.sourceId, tenantId: claim.tenantId };
  if (error instanceof RunLostError) {
    log.info(about, "the run was cancelled, deleted or taken over");
  } else if (signal.aborted) {
    await releaseRun(claim);
    log.info(about, "the run was handed back");
  } else {
    const fault = toAppError(error);
    log.warn({ ...about, err: fault }, "a source could not be read");
    await finishRun(claim, fault);
  }
}

function nextTime(schedule: string): Date | null {
  try {
    return nextRunAt(schedule);
  } catch (error) {
    log.warn({ err: error }, "a schedule isn't valid");
    return null;
  }
}
