import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { asSystem } from "../db/client.ts";
import { listDocuments } from "../db/documents.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { closeQueue } from "./queue.ts";
import { waitUntilSettled } from "./testing/wait-until-settled.ts";
import { acceptUpload } from "./upload.ts";

let tenant: TestTenant;
let worker: ChildProcess | undefined;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterEach(() => worker?.kill("SIGKILL"));
afterAll(() => closeQueue(1000));

/** A worker as the starter starts it, talking to the tests' database. */
function startWorkerProcess(): ChildProcess {
  return spawn(process.execPath, ["ingestion/run-worker.ts"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: process.env,
  });
}

const paragraph =
  "The committee met in the town hall and talked about the bridge, the school and the harbour at length. ";

async function uploadMany(count: number, collection: string): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const text = Array.from({ length: 120 }, (_, n) => `## Minute ${i}.${n}\n\n${paragraph.repeat(8)}`).join(
      "\n\n",
    );
    const upload = { stream: Readable.from([text]), fileName: `minutes-${i}.md`, collection };
    ids.push((await acceptUpload(tenant.owner, upload)).document.id);
  }
  return ids;
}

async function countByStatus(collectionId: string, status: "ready" | "queued"): Promise<number> {
  return (await listDocuments(tenant.owner, { collectionId, status, limit: 100 })).documents.length;
}

test("killed three times while it ingests twenty documents, it loses none and doubles no chunk", {
  timeout: 120_000,
}, async () => {
  const ids = await uploadMany(20, "Killed");
  const { documents } = await listDocuments(tenant.owner, { limit: 1 });
  const collectionId = documents[0]?.collectionId ?? "";
  for (let kills = 0; kills < 3; kills++) {
    worker = startWorkerProcess();
    const before = await countByStatus(collectionId, "ready");
    // In the middle of it: some more are done, and others are being worked on.
    while ((await countByStatus(collectionId, "ready")) < before + 2) await sleep(20);
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  expect(await countByStatus(collectionId, "ready")).toBeLessThan(20);
  worker = startWorkerProcess();
  for (const id of ids) expect((await waitUntilSettled(tenant.owner, id)).status).toBe("ready");

  const { rows } = await asSystem((tx) =>
    tx.$client.query(
      `SELECT count(*)::int AS chunks, count(DISTINCT ordinal)::int AS ordinals, max(ordinal) + 1 AS last,
              (SELECT (receipt->>'chunks')::int FROM documents d WHERE d.id = document_id) AS said
       FROM chunks WHERE document_id = ANY ($1) GROUP BY document_id`,
      [ids],
    ),
  );
  expect(rows).toHaveLength(20);
  for (const { chunks, ordinals, last, said } of rows)
    expect([ordinals, last, said]).toEqual([chunks, chunks, chunks]);
});

test("told to stop, it ends, and what it was at is free for the next", {
  timeout: 60_000,
}, async () => {
  const ids = await uploadMany(6, "Stopped");
  worker = startWorkerProcess();
  const inWork = async () =>
    (await listDocuments(tenant.owner, { limit: 6 })).documents.some(({ status }) => status !== "queued");
  while (!(await inWork())) await sleep(20);
  worker.kill("SIGTERM");
  const [code] = await once(worker, "exit");
  expect(code).toBe(0);
  worker = startWorkerProcess();
  for (const id of ids) expect((await waitUntilSettled(tenant.owner, id)).status).toBe("ready");
});
