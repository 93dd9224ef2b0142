import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { asSystem } from "../db/client.ts";
import { ensureCollection } from "../db/collections.ts";
import { findDocument } from "../db/documents.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { type FakeProvider, startFakeProvider } from "../e2e/fake-provider/fake-provider.ts";
import { closeQueue } from "./queue.ts";
import { acceptUpload } from "./upload.ts";

const model = { embeddingModel: "openai-compatible/fake-embed", embeddingDimensions: 256 };
/** In the document that the provider is told to keep waiting. */
const held = "harbourmaster";

let provider: FakeProvider;
let large: TestTenant;
let small: TestTenant;
let worker: ChildProcess | undefined;
beforeAll(async () => {
  provider = await startFakeProvider();
  large = await createTestTenant();
  small = await createTestTenant();
});
afterEach(() => worker?.kill("SIGKILL"));
afterAll(async () => {
  await provider.close();
  await closeQueue(1000);
});

/** A worker as the starter starts it, talking to the tests' database and to a provider that can be told to dawdle. */
function startWorkerProcess(): ChildProcess {
  worker = spawn(process.execPath, ["ingestion/run-worker.ts"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      OPENAI_COMPATIBLE_BASE_URL: `${provider.url}/v1`,
      OPENAI_COMPATIBLE_API_KEY: "any",
      OPENAI_COMPATIBLE_EMBEDDING_MODEL: "fake-embed:256",
      INGEST_CONCURRENCY: "1", // so that it's known which document a worker dies over
    },
  });
  return worker;
}

async function killWorker(): Promise<void> {
  worker?.kill("SIGKILL");
  if (worker) await once(worker, "exit");
}

async function upload(tenant: TestTenant, fileName: string, text: string): Promise<string> {
  const collection = await ensureCollection(tenant.owner, "Killed", model);
  const stream = Readable.from([text]);
  return (await acceptUpload(tenant.owner, { stream, fileName, collection })).document.id;
}

/** Long enough that each stage takes a while, and no two paragraphs alike. */
const longText = (who: string) =>
  Array.from(
    { length: 1500 },
    (_, i) =>
      `## Watch ${i}\n\n${`The ${who} counted ${i * 7} ships at the quay and wrote them down. `.repeat(4)}`,
  ).join("\n\n");

async function reaches(id: string, status: string): Promise<void> {
  while ((await findDocument(large.owner, id)).status !== status) await sleep(5);
}

test("killed at each stage of 200 documents of two tenants, all become ready, each once, and the small tenant's long before the large one's", {
  timeout: 400_000,
}, async () => {
  const cut = await upload(large, "cut.md", longText("lighthouse keeper"));
  const embedded = await upload(large, "embedded.md", longText(held));
  const ids = [cut, embedded];
  for (let i = 0; i < 178; i++)
    ids.push(await upload(large, `large-${i}.md`, `# Large ${i}\n\nThe ledger of week ${i}.`));
  const smallIds: string[] = [];
  for (let i = 0; i < 20; i++)
    smallIds.push(await upload(small, `small-${i}.md`, `# Small ${i}\n\nA note of day ${i}.`));
  provider.script({ match: { contains: held }, n: 0, failure: { kind: "hang" } });

  startWorkerProcess();
  await reaches(cut, "parsing");
  await killWorker();

  startWorkerProcess();
  await reaches(cut, "chunking");
  await killWorker();

  startWorkerProcess();
  await reaches(embedded, "embedding");
  await killWorker();
  expect((await findDocument(large.owner, cut)).status).toBe("ready");

  provider.reset();
  startWorkerProcess();
  await reaches(embedded, "indexing");
  await killWorker();

  startWorkerProcess();
  const ready = await waitUntilAllReady([...ids, ...smallIds]);
  const { rows } = await asSystem((tx) =>
    tx.$client.query(
      `SELECT count(*)::int AS chunks, count(DISTINCT ordinal)::int AS ordinals, max(ordinal) + 1 AS last,
              (SELECT (receipt->>'chunks')::int FROM documents d WHERE d.id = document_id) AS said
       FROM chunks WHERE document_id = ANY ($1) GROUP BY document_id`,
      [ready],
    ),
  );
  expect(rows).toHaveLength(200);
  for (const { chunks, ordinals, last, said } of rows)
    expect([ordinals, last, said]).toEqual([chunks, chunks, chunks]);

  // Taking turns, the last of 20 is about the 40th; what was killed is done again, and some are always under way.
  const lastSmall = Math.max(...smallIds.map((id) => ready.indexOf(id)));
  expect(lastSmall).toBeLessThan(80);
});

/** The ids in the order in which they became ready. Throws where one failed. */
async function waitUntilAllReady(ids: string[]): Promise<string[]> {
  for (;;) {
    const { rows } = await asSystem((tx) =>
      tx.$client.query<{ id: string; status: string; errorCode: string | null }>(
        `SELECT id, status, error_code AS "errorCode" FROM documents WHERE id = ANY ($1) ORDER BY ready_at`,
        [ids],
      ),
    );
    const failed = rows.filter(({ status }) => status === "failed");
    if (failed.length) throw new Error(`failed: ${JSON.stringify(failed)}`);
    if (rows.every(({ status }) => status === "ready")) return rows.map(({ id }) => id);
    await sleep(50);
  }
}
