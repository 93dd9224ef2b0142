import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSystem, pool } from "../db/client.ts";
import { claimDocument } from "../db/document-claims.ts";
import { findQueuePlaces } from "../db/document-queue.ts";
import { findDocument } from "../db/documents.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { beat, removeHeartbeats } from "../db/worker-heartbeats.ts";
import type { UploadLane } from "../lib/document.ts";
import { embedTexts } from "../lib/models/embed.ts";
import type { Principal } from "../lib/turn.ts";
import { blobPath } from "./blobs.ts";
import { closeQueue } from "./queue.ts";
import { waitUntilSettled } from "./testing/wait-until-settled.ts";
import { acceptUpload, cancelUpload, retryUpload } from "./upload.ts";
import { listenForWakes, wakeWorkers } from "./wake.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(() => closeQueue(1000));

let uploads = 0;
async function upload(collection: string, by: Principal = tenant.owner, lane?: UploadLane) {
  uploads += 1;
  const stream = Readable.from([`The text of upload ${uploads}.`]);
  return (await acceptUpload(by, { stream, fileName: `${uploads}.txt`, collection, lane })).document;
}

const pause = (collectionId: string, isPaused: boolean) =>
  asSystem((tx) =>
    tx.$client.query("UPDATE collections SET is_paused = $2 WHERE id = $1", [collectionId, isPaused]),
  );

async function orderOf(ids: string[]): Promise<string[]> {
  const places = await findQueuePlaces(ids);
  return ids.toSorted((a, b) => (places.get(a)?.position ?? 0) - (places.get(b)?.position ?? 0));
}

/** As a worker that starts and is killed: it has claimed the document, and nobody beats for it any more. */
async function dieOver(documentId: string): Promise<void> {
  const workerId = crypto.randomUUID();
  await pool().query(
    "INSERT INTO worker_heartbeats (worker_id, host_name, process_id) VALUES ($1, 'elsewhere', 1)",
    [workerId],
  );
  expect(await claimDocument(tenant.tenantId, documentId, workerId)).not.toBeNull();
  await removeHeartbeats([workerId]);
}

describe("the order of the queue", () => {
  test("lets interactive uploads pass a bulk and that a re-sync, of one tenant and of others, and starves none", async () => {
    const [one, two] = [await createTestTenant(), await createTestTenant()];
    const sync = await upload("L", one.owner, "sync");
    const bulk: string[] = [];
    for (let i = 0; i < 3; i++) bulk.push((await upload("L", one.owner, "bulk")).id);
    const interactive = await upload("L", one.owner);
    const others = await upload("L", two.owner);
    const first = [interactive.id, others.id, ...bulk];
    expect(await orderOf([sync.id, ...first])).toEqual([...first, sync.id]);

    // However many come after it, the bulk's first is soon next.
    const many: string[] = [];
    for (let i = 0; i < 12; i++) many.push((await upload("L", two.owner)).id);
    const order = await orderOf([...many, ...bulk]);
    expect(order.indexOf(bulk[0] ?? "")).toBeGreaterThan(3);
    expect(order.indexOf(bulk[0] ?? "")).toBeLessThan(10);
  });

  test("keeps a tenant's own documents in the order in which they came", async () => {
    const { owner } = await createTestTenant();
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) ids.push((await upload("Order", owner)).id);
    await cancelUpload(owner, ids[1] ?? "");
    const last = (await upload("Order", owner)).id;
    const left = ids.filter((_, i) => i !== 1);
    expect(await orderOf([last, ...left])).toEqual([...left, last]);
  });

  test("says that nobody is at work, and that a collection is paused", async () => {
    const document = await upload("States");
    expect((await findQueuePlaces([document.id])).get(document.id)).toMatchObject({
      state: "no_worker",
      estimateSeconds: null,
    });
    await pause(document.collectionId, true);
    expect((await findQueuePlaces([document.id])).get(document.id)?.state).toBe("paused");
    await cancelUpload(tenant.owner, document.id);
  });
});

test("an upload wakes the workers that are alive", async () => {
  const woken = Promise.withResolvers<void>();
  const wakes = await listenForWakes(() => woken.resolve());
  const identity = { workerId: crypto.randomUUID(), hostName: "elsewhere", processId: 1 };
  await beat(identity, wakes?.address ?? null);
  try {
    // Addresses are asked for once in a while: until then a new worker finds its work by looking.
    const again = setInterval(wakeWorkers, 200);
    await woken.promise.finally(() => clearInterval(again));
  } finally {
    wakes?.close();
    await removeHeartbeats([identity.workerId]);
  }
});

describe("a file that takes workers down", () => {
  test("is tried again, at last after a while, and then quarantined, while others go on", async () => {
    const poison = await upload("Poison");
    for (let death = 0; death < 5; death++) await dieOver(poison.id);
    const other = await upload("Poison");
    const worker = await startWorker();
    try {
      expect(await waitUntilSettled(tenant.owner, poison.id)).toMatchObject({
        status: "failed",
        errorCode: "quarantined",
      });
      expect((await waitUntilSettled(tenant.owner, other.id)).status).toBe("ready");
      // Somebody who knows better may have it tried again.
      await retryUpload(tenant.owner, poison.id);
      expect((await waitUntilSettled(tenant.owner, poison.id)).status).toBe("ready");
    } finally {
      await worker.stop();
    }
  });
});

describe("with a worker", () => {
  let worker: RunningWorker;
  /** What embedding the next upload does before, once. */
  let instead: ((signal: AbortSignal | undefined) => Promise<void>) | undefined;
  let insteadOf = 0;
  const beforeEmbeddingNext = (work: (signal: AbortSignal | undefined) => Promise<void>) => {
    instead = work;
    insteadOf = uploads + 1;
  };
  beforeAll(async () => {
    worker = await startWorker({
      embed: async (options) => {
        const once = instead;
        if (once && options.texts.some((text) => text.includes(`upload ${insteadOf}.`))) {
          instead = undefined;
          await once(options.signal);
        }
        return embedTexts(options);
      },
    });
  });
  afterAll(() => worker.stop());

  test("a document that is cancelled while it's worked on is let go, and can be retried", async () => {
    const reached = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    beforeEmbeddingNext((signal) => {
      reached.resolve();
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => {
          aborted.resolve();
          reject(signal.reason);
        });
      });
    });
    const document = await upload("Cancelled");
    await reached.promise;
    expect((await cancelUpload(tenant.owner, document.id)).status).toBe("cancelled");
    await aborted.promise;
    expect((await findDocument(tenant.owner, document.id)).status).toBe("cancelled");
    await cancelUpload(tenant.owner, document.id); // again is no fault
    await retryUpload(tenant.owner, document.id);
    expect((await waitUntilSettled(tenant.owner, document.id)).status).toBe("ready");
    await expect(cancelUpload(tenant.owner, document.id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a paused collection's documents wait, others don't, and they go on when it's resumed", async () => {
    const first = await upload("Paused");
    await waitUntilSettled(tenant.owner, first.id);
    await pause(first.collectionId, true);
    const waiting = await upload("Paused");
    const other = await upload("Not paused");
    expect((await waitUntilSettled(tenant.owner, other.id)).status).toBe("ready");
    expect((await findDocument(tenant.owner, waiting.id)).status).toBe("queued");
    await pause(first.collectionId, false);
    expect((await waitUntilSettled(tenant.owner, waiting.id)).status).toBe("ready");
  });

  test("bytes that can't be read put a document off, with the reason kept, until they can", async () => {
    await worker.stop();
    const document = await upload("Blobs");
    const path = blobPath(tenant.tenantId, document.contentHash);
    await rename(path, `${path}.away`);
    worker = await startWorker();
    await expect
      .poll(() => findDocument(tenant.owner, document.id), { timeout: 20_000 })
      .toMatchObject({ status: "queued", errorCode: "blob_store_unavailable" });
    await rename(`${path}.away`, path);
    expect(await waitUntilSettled(tenant.owner, document.id)).toMatchObject({
      status: "ready",
      errorCode: null,
    });
  });

  test("a document goes on when its worker's connections to the database are cut", async () => {
    beforeEmbeddingNext(async () => {
      const clients = await Promise.all([1, 2, 3].map(() => pool().connect()));
      for (const client of clients) {
        client.on("error", () => undefined);
        client.release(new Error("cut"));
      }
      throw Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
    });
    const document = await upload("Cut");
    expect((await waitUntilSettled(tenant.owner, document.id)).status).toBe("ready");
    const { rows } = await pool().query(
      "SELECT count(*)::int AS n FROM chunks WHERE tenant_id = $1 AND document_id = $2",
      [tenant.tenantId, document.id],
    );
    expect(rows[0].n).toBe(1);
  });
});
