import { finishBeforeExit } from "../finish-before-exit.ts";
import { interruptRuns } from "./run.ts";

/** Of the ten seconds after which the starter and Docker kill web, the rest is for saving, records and spans. */
const writeMsMax = 5_000;

/**
 * Answers that are being written when this process is asked to end get this long to come to theirs; then they are saved as interrupted,
 * with their records and what they cost, instead of being lost with the process. One that nobody reads any more doesn't keep the process, and
 * is saved so when it ends. What nobody waits for stops at once by `stopOthers`, which is called more than once and never rejects.
 */
export function interruptAtShutdown({
  afterMs = writeMsMax,
  stopOthers = async () => undefined,
}: {
  afterMs?: number;
  stopOthers?: () => Promise<void>;
} = {}): void {
  const begin = () => {
    void stopOthers();
    setTimeout(interruptRuns, afterMs).unref();
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, begin);
  finishBeforeExit({
    first: async () => {
      await Promise.all([stopOthers(), interruptRuns()]);
    },
  });
}
