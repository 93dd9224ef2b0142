/** The worker process: `node ingestion/run-worker.ts`. Ends cleanly on SIGTERM, SIGINT, or when its parent is gone. */
import { Worker } from "node:worker_threads";
import { closePool } from "../db/client.ts";
import { log } from "../lib/log.ts";
import { startTelemetry, stopTelemetry } from "../lib/telemetry.ts";
import { startWorker } from "./worker.ts";

await startTelemetry("worker");
const starting = startWorker();
let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  try {
    await (await starting).stop();
    await closePool();
    await stopTelemetry();
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, "the worker could not stop cleanly");
    process.exit(1);
  }
}

for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, stop);
await starting;

const watchdog = new Worker(new URL("./worker-watchdog.ts", import.meta.url));
watchdog.unref();
setInterval(() => watchdog.postMessage("alive"), 1000).unref();
