// @ts-check
/**
 * Preloaded (`node --import`) into every process the starter starts. When the starter dies, even by SIGKILL, the channel to
 * it closes, and the process ends as if it had been asked to: no port and no data folder stays taken by an orphan.
 */
import { isMainThread } from "node:worker_threads";

const HARD_EXIT_MS = 8_000;

// Programs that fork pass the preload on; those grandchildren live and die with their own parent.
if (process.channel && isMainThread && process.env.LECTERN_STARTER_PID === String(process.ppid)) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), HARD_EXIT_MS).unref();
  });
  process.channel.unref(); // the channel alone shall not keep a finished process alive
}
