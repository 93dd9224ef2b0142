import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { findDocument } from "../db/documents.ts";
import { countLiveWorkers } from "../db/worker-heartbeats.ts";
import { closeQueue } from "../ingestion/queue.ts";
import { acceptUpload } from "../ingestion/upload.ts";
import { createEvaluationTenant } from "../lib/evaluation/create-evaluation-tenant.ts";
import { type Door, lookEveryMs, outcomeOf } from "./door.ts";

/**
 * Lectern without its web server, which would have to be built first: what the upload route calls is called in this process,
 * and the worker is a process of its own as always. Leaves out HTTP, admission and the rate limit.
 */
export async function openLocalDoor(collection: string): Promise<Door> {
  const principal = await createEvaluationTenant();
  const worker = spawn(process.execPath, ["ingestion/run-worker.ts"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  while ((await countLiveWorkers()) === 0) {
    if (worker.exitCode !== null) throw new Error("the worker didn't start");
    await sleep(50);
  }
  return {
    name: "in process: upload.ts, and a worker process; no HTTP",
    workerProcessId: worker.pid ?? null,
    async upload({ name, bytes }) {
      const stream = Readable.from([Buffer.from(bytes)]);
      return (await acceptUpload(principal, { stream, fileName: name, collection })).document.id;
    },
    async searchable(id) {
      for (;;) {
        const { errorCode, errorMessage, ...document } = await findDocument(principal, id);
        const error = { code: errorCode ?? "", message: errorMessage ?? "" };
        const outcome = outcomeOf({ ...document, error });
        if (outcome) return outcome;
        await sleep(lookEveryMs);
      }
    },
    async close() {
      worker.kill("SIGTERM");
      if (worker.exitCode === null) await once(worker, "exit");
      await closeQueue(1000);
    },
  };
}
