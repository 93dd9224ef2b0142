/**
 * A thread of the worker: ends the process when its main thread has done nothing but one thing for too long, as a file can make
 * it where it's cut or analysed. The starter starts another, which finds the file has cost a worker; see requeueAbandoned.
 */
import { parentPort } from "node:worker_threads";

/** The 619-page handbook keeps it busy for 2 s at a stretch. */
const silentMsMax = 60_000;
let heardAt = performance.now();

parentPort?.on("message", () => {
  heardAt = performance.now();
});
setInterval(() => {
  if (performance.now() - heardAt > silentMsMax) process.kill(process.pid, "SIGKILL");
}, 1000);
