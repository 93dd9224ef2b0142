// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { launch } from "./launch.mjs";
import { StartError, warn } from "./terminal.mjs";

const CRASHES_MAX = 5;
const CRASH_WINDOW_MS = 60_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 8_000;

/** Counts crashes: `allowsAnother()` is false from the fifth within a minute on. */
export function crashBudget() {
  /** @type {number[]} */
  let times = [];
  return {
    allowsAnother() {
      const now = Date.now();
      times = [...times.filter((time) => now - time < CRASH_WINDOW_MS), now];
      return times.length < CRASHES_MAX;
    },
    /** How long to wait before the next try: doubled with each crash in the window. */
    backoffMs: () => Math.min(BACKOFF_FIRST_MS * 2 ** (times.length - 1), BACKOFF_MAX_MS),
  };
}

/**
 * Keeps one program running: when it ends by itself it's started again, with growing pauses. `gaveUp` rejects with a
 * StartError after five crashes within a minute, for then something is wrong that another start won't mend.
 *
 * @param {import("./launch.mjs").Program} program
 * @param {(pid: number | undefined) => void} onPid   told of each new process id
 */
export function keepAlive(program, onPid) {
  const crashes = crashBudget();
  let isStopping = false;
  let isRestarting = false;
  let current = launch(program);
  onPid(current.child.pid);

  async function watch() {
    for (;;) {
      const ending = await current.ended;
      if (isStopping) return;
      if (!isRestarting) {
        if (!crashes.allowsAnother()) {
          onPid(undefined);
          throw new StartError(
            `${program.name} crashed ${CRASHES_MAX} times within a minute (${ending}), so everything was stopped. ` +
              `See the end of ${current.logPath}`,
          );
        }
        warn(`${program.name} ended unexpectedly (${ending}); starting it again. Log: ${current.logPath}`);
        await sleep(crashes.backoffMs());
        if (isStopping) return;
      }
      isRestarting = false;
      current = launch(program);
      onPid(current.child.pid);
    }
  }

  /** @type {Promise<never>} */
  const gaveUp = new Promise((_, reject) => watch().catch(reject));
  gaveUp.catch(() => {}); // whoever races it reports it; until then it's not unhandled
  return {
    gaveUp,
    /** Ends the program; it comes back at once. For a change of its code. */
    async restart(/** @type {number} */ graceMs) {
      isRestarting = true;
      await current.stop(graceMs);
    },
    async stop(/** @type {number} */ graceMs) {
      isStopping = true;
      await current.stop(graceMs);
      onPid(undefined);
    },
  };
}
