import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

vi.hoisted(() => {
  process.env.OPENAI_COMPATIBLE_BASE_URL = "http://localhost:1";
  process.env.OPENAI_COMPATIBLE_EMBEDDING_MODEL = "tiny:32";
});

import { createBudget } from "../db/budgets.ts";
import { asSystem } from "../db/client.ts";
import { ensureCollection, findCollection } from "../db/collections.ts";
import { claimDocument } from "../db/document-claims.ts";
import {
  cancelReembedding,
  claimReembedding,
  findReembedding,
  ReembeddingLostError,
  startReembedding,
  startReembeddings,
  summariseReembeddings,
} from "../db/reembeddings.ts";
import { findSearchScope } from "../db/search.ts";
import { searchBm25 } from "../db/search-bm25.ts";
import { createTestTenant, type TestTenant } from "../db/testing/create-test-tenant.ts";
import { removeHeartbeats } from "../db/worker-heartbeats.ts";
import { analyzeText } from "../lib/analyze-text.ts";
import { AppError } from "../lib/errors.ts";
import { hashEmbed } from "../lib/models/builtin/hash-embed.ts";
import type { EmbedTextsOptions } from "../lib/models/embed.ts";
import { liveModels, type Models } from "../lib/models/live-models.ts";
import { startMeter } from "../lib/models/meter.ts";
import { searchByVector } from "../lib/retrieval/search-by-vector.ts";
import { ingestDocument } from "./ingest-document.ts";
import { closeQueue } from "./queue.ts";
import { reembedCollection } from "./reembed-collection.ts";
import { serveReembeddings } from "./serve-reembeddings.ts";
import { acceptUpload } from "./upload.ts";

const oldModel = { embeddingModel: "builtin/hash-embed", embeddingDimensions: 384 };
const newModel = { embeddingModel: "openai-compatible/tiny", embeddingDimensions: 32 };

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(() => closeQueue(1000));

/** Under the new model all texts are alike, with a cosine above 0.9; under the old one none of the tests' are. */
const tiny = (text: string) => [20, ...hashEmbed(text).slice(0, 31)];
const embed = async ({ texts, modelId }: EmbedTextsOptions) => ({
  embeddings: texts.map(modelId === newModel.embeddingModel ? tiny : hashEmbed),
  inputTokens: modelId === newModel.embeddingModel ? texts.length : 0,
  costMicroUsd: modelId === newModel.embeddingModel ? 2 : 0,
});

async function makeCollection(chunkCount: number, model = oldModel): Promise<string> {
  const id = await ensureCollection(tenant.owner, crypto.randomUUID(), model);
  const rows = Array.from({ length: chunkCount }, (_, i) => {
    const text = `Paragraph ${i} tells of topic${i % 50} and of matter${i}, at some length and without end.`;
    const terms = analyzeText(text);
    return {
      ordinal: i,
      text,
      terms: terms.join(" "),
      term_count: terms.length,
      embedding: JSON.stringify(model === oldModel ? hashEmbed(text) : tiny(text)),
    };
  });
  await asSystem(async (tx) => {
    const documentId = crypto.randomUUID();
    const values = [tenant.tenantId, documentId, id];
    await tx.$client.query(
      `INSERT INTO documents (id, tenant_id, collection_id, title, file_name, media_type, byte_size, content_hash, status, ready_at)
       VALUES ($2::uuid, $1, $3, 'Many', 'many.txt', 'text/plain', 1, $2::uuid::text, 'ready', now())`,
      values,
    );
    for (let from = 0; from < rows.length; from += 500)
      await tx.$client.query(
        `INSERT INTO chunks (tenant_id, id, document_id, collection_id, ordinal, text, heading_path, char_start, char_end, token_count,
                             terms, term_count, lexemes, embedding_model, embedding)
         SELECT $1, gen_random_uuid(), $2, $3, ordinal, text, '{}', 0, length(text), 20, terms, term_count,
                to_tsvector('simple', terms), $5, embedding::halfvec
         FROM json_to_recordset($4) AS row (ordinal int, text text, terms text, term_count int, embedding text)`,
        [...values, JSON.stringify(rows.slice(from, from + 500)), model.embeddingModel],
      );
  });
  return id;
}

async function begin(collectionId: string, workerId: string = crypto.randomUUID()) {
  await startReembedding(tenant.admin, collectionId, newModel);
  const run = await claimReembedding(workerId, []);
  if (run?.collectionId !== collectionId) throw new Error("another run was claimed");
  return run;
}

async function countByModel(collectionId: string): Promise<Record<string, number>> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query(
      "SELECT embedding_model AS model, count(*)::int AS n FROM chunks WHERE collection_id = $1 GROUP BY 1",
      [collectionId],
    ),
  );
  return Object.fromEntries(rows.map(({ model, n }) => [model, n]));
}

async function countStaged(): Promise<number> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT count(*)::int AS n FROM staged_embeddings WHERE tenant_id = $1", [
      tenant.tenantId,
    ]),
  );
  return rows[0].n;
}

async function search(collectionId: string, question: string, models: Models = { ...liveModels, embed }) {
  const scope = await findSearchScope(tenant.member, [collectionId]);
  const meter = startMeter({ principal: tenant.member, requestId: "test" });
  const asked = { questions: [question], scope, filters: {}, limit: 20 };
  const { lists, notices } = await searchByVector(tenant.member, asked, { models, meter });
  return { results: lists.flatMap((list) => list.results), notices };
}

/** Which model a search's results are of, by how alike they are; "mixed" where they are of both. */
function modelOf(results: { score: number }[]): "old" | "new" | "mixed" | "none" {
  const isNew = new Set(results.map(({ score }) => score > 0.9));
  if (isNew.size === 0) return "none";
  return isNew.size > 1 ? "mixed" : isNew.has(true) ? "new" : "old";
}

test("5,000 chunks go over to another model at once, while searches run", { timeout: 120_000 }, async () => {
  const collectionId = await makeCollection(5000);
  const { version } = await findCollection(tenant.member, collectionId);
  const bm25 = async () => {
    const queries = [{ terms: analyzeText("topic7 matter57"), phrases: [] }];
    const found = await searchBm25(tenant.member, { queries, collectionIds: [collectionId], limit: 5 });
    return found.lists[0] ?? [];
  };
  const before = await bm25();
  const run = await begin(collectionId);
  let isDone = false;
  const work = reembedCollection(run, { embed }).finally(() => {
    isDone = true;
  });
  const seen: string[] = [];
  while (!isDone) {
    const { results, notices } = await search(collectionId, `topic${seen.length % 50} and matter3`);
    expect(notices).toEqual([]);
    expect(results).toHaveLength(20);
    seen.push(modelOf(results));
  }
  await work;
  seen.push(modelOf((await search(collectionId, "topic1")).results));
  expect(seen.length).toBeGreaterThan(10);
  expect(seen).toEqual(seen.toSorted().reverse()); // old, old, … new, new: no way back and nothing between
  expect([...new Set(seen)]).toEqual(["old", "new"]);
  expect(await countByModel(collectionId)).toEqual({ [newModel.embeddingModel]: 5000 });
  expect(await countStaged()).toBe(0);
  expect(await findCollection(tenant.member, collectionId)).toMatchObject({
    ...newModel,
    version: version + 1,
  });
  expect(await findReembedding(tenant.admin, collectionId)).toMatchObject({
    status: "done",
    doneChunks: 5000,
    totalChunks: 5000,
    costMicroUsd: 2 * Math.ceil(5000 / 96),
    finishedAt: expect.any(Date),
  });
  const after = await bm25();
  expect(after[0]?.chunkId).toBe(before[0]?.chunkId);
  const ledger = await asSystem((tx) =>
    tx.$client.query(
      "SELECT sum(input_tokens)::int AS tokens FROM usage_events WHERE tenant_id = $1 AND feature = 'reembedding'",
      [tenant.tenantId],
    ),
  );
  expect(ledger.rows[0].tokens).toBe(5000);
});

test("a search that is overtaken by the switch goes by the new model", async () => {
  const collectionId = await makeCollection(100);
  const run = await begin(collectionId);
  const asked: string[] = [];
  const overtaken: Models = {
    ...liveModels,
    embed: async (options) => {
      if (asked.push(options.modelId) === 1) await reembedCollection(run, { embed });
      return embed(options);
    },
  };
  const { results, notices } = await search(collectionId, "topic1", overtaken);
  expect(asked).toEqual([oldModel.embeddingModel, newModel.embeddingModel]);
  expect([results.length, modelOf(results), notices]).toEqual([20, "new", []]);
});

test("a collection goes over to another length of the same model, and is searched by words until then", async () => {
  const collectionId = await makeCollection(100, newModel);
  const longer = { ...newModel, embeddingDimensions: 48 };
  const embedLonger = async ({ texts }: EmbedTextsOptions) => ({
    embeddings: texts.map((text) => [20, ...hashEmbed(text).slice(0, 47)]),
    inputTokens: 0,
    costMicroUsd: 0,
  });
  const models: Models = { ...liveModels, embed: embedLonger };
  const before = await search(collectionId, "topic1", models);
  expect(before.results).toEqual([]);
  expect(before.notices).toMatchObject([
    { kind: "degraded", text: expect.stringContaining("by words alone") },
  ]);

  expect(await summariseReembeddings(tenant.admin, newModel)).toMatchObject({ running: 0 });
  await startReembedding(tenant.admin, collectionId, longer);
  expect(await summariseReembeddings(tenant.admin, longer)).toMatchObject({ running: 1 });
  const run = await claimReembedding(crypto.randomUUID(), []);
  if (!run) throw new Error("not claimed");
  await expect(reembedCollection(run, { embed })).rejects.toMatchObject({
    code: "embedding_length_changed",
    publicMessage: expect.stringContaining("32 numbers now, where 48 are needed"),
  });
  await reembedCollection(run, { embed: embedLonger });
  expect(await findCollection(tenant.member, collectionId)).toMatchObject(longer);
  const after = await search(collectionId, "topic1", models);
  expect([after.results.length, after.notices]).toEqual([20, []]);
});

test("killed half-way it goes on where it was, with another worker", async () => {
  const collectionId = await makeCollection(500);
  const dead = crypto.randomUUID();
  await asSystem((tx) =>
    tx.$client.query("INSERT INTO worker_heartbeats (worker_id, host_name, process_id) VALUES ($1, 'x', 1)", [
      dead,
    ]),
  );
  const run = await begin(collectionId, dead);
  let pages = 0;
  const killed = reembedCollection(run, {
    embed: async (options) => {
      if (++pages === 3) throw new Error("killed");
      return embed(options);
    },
  });
  await expect(killed).rejects.toThrow("killed");
  expect(await countStaged()).toBe(192);
  const heir = crypto.randomUUID();
  expect(await claimReembedding(heir, [])).toBeNull(); // as long as its heart beats
  await removeHeartbeats([dead]);
  const taken = await claimReembedding(heir, []);
  if (!taken) throw new Error("not taken over");
  let texts = 0;
  await reembedCollection(taken, {
    embed: async (options) => {
      texts += options.texts.length;
      return embed(options);
    },
  });
  expect(texts).toBe(308);
  expect(await countByModel(collectionId)).toEqual({ [newModel.embeddingModel]: 500 });
  await expect(reembedCollection(run, { embed })).rejects.toThrow(ReembeddingLostError);
});

test("cancelled, it leaves the collection as it was and no vectors behind", async () => {
  const collectionId = await makeCollection(300);
  const run = await begin(collectionId);
  let pages = 0;
  const cancelled = reembedCollection(run, {
    embed: async (options) => {
      if (++pages === 2) await cancelReembedding(tenant.admin, collectionId);
      return embed(options);
    },
  });
  await expect(cancelled).rejects.toThrow(ReembeddingLostError);
  expect(await countStaged()).toBe(0);
  expect(await countByModel(collectionId)).toEqual({ [oldModel.embeddingModel]: 300 });
  expect(await findCollection(tenant.member, collectionId)).toMatchObject(oldModel);
  expect(await findReembedding(tenant.admin, collectionId)).toMatchObject({ status: "cancelled" });
  await expect(cancelReembedding(tenant.admin, collectionId)).rejects.toMatchObject({ code: "not_found" });
  await begin(collectionId); // and can be begun again
  await cancelReembedding(tenant.admin, collectionId);
});

test("documents that come or are deleted meanwhile are of the new model or gone", async () => {
  const collectionId = await makeCollection(150);
  const send = (text: string) =>
    acceptUpload(tenant.owner, {
      stream: Readable.from([text]),
      fileName: "new.txt",
      collection: collectionId,
    });
  const claim = async (id: string) => {
    const claimed = await claimDocument(tenant.tenantId, id, crypto.randomUUID());
    if (!claimed) throw new Error("not to be had");
    return claimed;
  };
  const late = (await send("Claimed before the switch and published after it.")).document.id;
  const lateClaim = await claim(late);
  const run = await begin(collectionId);
  let pages = 0;
  await reembedCollection(run, {
    embed: async (options) => {
      const embedded = await embed(options);
      pages++;
      if (pages === 2)
        await ingestDocument(await claim((await send("Came meanwhile.")).document.id), { embed });
      if (pages === 1)
        await asSystem((tx) =>
          tx.$client.query("DELETE FROM chunks WHERE collection_id = $1 AND ordinal < 10", [collectionId]),
        );
      return embedded;
    },
  });
  expect(pages).toBeGreaterThan(2);
  expect(await countByModel(collectionId)).toEqual({ [newModel.embeddingModel]: 141 });
  await expect(ingestDocument(lateClaim, { embed })).rejects.toMatchObject({ code: "embedding_failed" });
  await ingestDocument(await claim(late), { embed });
  expect(await countByModel(collectionId)).toEqual({ [newModel.embeddingModel]: 142 });
});

test("there is one at a time, and none to the model that the collection has", async () => {
  const collectionId = await makeCollection(1);
  await expect(startReembedding(tenant.admin, collectionId, oldModel)).rejects.toMatchObject({
    code: "conflict",
  });
  await begin(collectionId);
  await expect(startReembedding(tenant.admin, collectionId, newModel)).rejects.toMatchObject({
    code: "conflict",
  });
  await cancelReembedding(tenant.admin, collectionId);
  await expect(startReembedding(tenant.admin, crypto.randomUUID(), newModel)).rejects.toMatchObject({
    code: "collection_not_found",
  });
});

test("all collections of a tenant go over with one call, but for those that have the model or are on their way", async () => {
  const { owner, admin, member } = await createTestTenant();
  const collection = (model: typeof oldModel) => ensureCollection(owner, crypto.randomUUID(), model);
  const [first, second] = [await collection(oldModel), await collection(oldModel)];
  await collection(newModel);
  await startReembedding(admin, first, { embeddingModel: "another", embeddingDimensions: 4 });
  expect(await startReembeddings(admin, newModel)).toBe(1);
  expect(await startReembeddings(admin, newModel)).toBe(0);
  expect(await findReembedding(admin, first)).toMatchObject({ embeddingModel: "another" });
  expect(await findReembedding(admin, second)).toMatchObject({ embeddingModel: newModel.embeddingModel });
  expect(await summariseReembeddings(admin, newModel)).toMatchObject({
    collections: 3,
    others: 2,
    running: 1,
  });
  await expect(startReembeddings(member, newModel)).rejects.toThrow("row-level security");
  for (const id of [first, second]) await cancelReembedding(admin, id);
});

test("a worker waits after a fault that may pass, and gives up after one that won't", async () => {
  const collectionId = await makeCollection(100);
  await startReembedding(tenant.admin, collectionId, newModel);
  let time = 0;
  let fault: Error | undefined = new AppError("embedding_failed");
  let calls = 0;
  const server = serveReembeddings(crypto.randomUUID(), {
    now: () => time,
    embed: async (options) => {
      calls++;
      if (fault) throw fault;
      return embed(options);
    },
  });
  const state = async () => {
    const { rows } = await asSystem((tx) =>
      tx.$client.query(
        'SELECT status, worker_id IS NULL AS "isFree", error_code AS code FROM reembeddings WHERE collection_id = $1 ORDER BY created_at DESC LIMIT 1',
        [collectionId],
      ),
    );
    return rows[0];
  };
  await server.tend();
  await vi.waitFor(
    async () => expect(await state()).toMatchObject({ status: "running", isFree: true }),
    10_000,
  );
  await server.tend();
  expect(calls).toBe(1);
  time = 3000;
  fault = new AppError("embedding_failed", {
    cause: Object.assign(new Error("401"), { isRetryable: false }),
  });
  // The pause is over, and the worker has let go of it.
  await vi.waitFor(async () => {
    await server.tend();
    expect(await state()).toMatchObject({ status: "failed", code: "embedding_failed" });
  }, 10_000);
  expect(calls).toBe(2);
  fault = undefined;
  await startReembedding(tenant.admin, collectionId, newModel);
  await vi.waitFor(async () => {
    await server.tend();
    expect(await state()).toMatchObject({ status: "done" });
  }, 10_000);
  await server.stop();
});

test("what the budget doesn't cover waits and says so, keeps what is done, and goes on when there is room", async () => {
  const collectionId = await makeCollection(200);
  await startReembedding(tenant.admin, collectionId, newModel);
  const query = (text: string, values: unknown[]) => asSystem((tx) => tx.$client.query(text, values));
  const budget = await createBudget(tenant.owner, {
    scope: "tenant",
    subject: null,
    period: "day",
    microUsdMax: null,
    tokensMax: 1,
    isHard: true,
  });
  const server = serveReembeddings(crypto.randomUUID(), { embed });
  const state = () => findReembedding(tenant.admin, collectionId);
  const summary = () => summariseReembeddings(tenant.admin, newModel);
  await server.tend();
  await vi.waitFor(async () => expect(await state()).toMatchObject({ waitsFor: "budget" }), 10_000);
  expect(await summary()).toMatchObject({ running: 1, waitingForBudget: 1 });
  expect(await claimReembedding(crypto.randomUUID(), [])).toBeNull();

  await query("DELETE FROM budgets WHERE id = $1", [budget]);
  await query("UPDATE reembeddings SET waits_until = now() WHERE collection_id = $1", [collectionId]);
  await vi.waitFor(async () => {
    await server.tend();
    expect(await state()).toMatchObject({ status: "done", waitsFor: null });
  }, 10_000);
  await server.stop();
});

test("a worker killed in the middle of it leaves it to the next one", { timeout: 240_000 }, async () => {
  const collectionId = await makeCollection(1200, newModel);
  await startReembedding(tenant.admin, collectionId, oldModel);
  const startWorker = () =>
    spawn(process.execPath, ["ingestion/run-worker.ts"], {
      stdio: ["ignore", "ignore", "inherit"],
      env: process.env,
    });
  const done = async () => (await findReembedding(tenant.admin, collectionId))?.doneChunks ?? 0;
  const first = startWorker();
  await vi.waitFor(async () => expect(await done()).toBeGreaterThan(96), 110_000);
  first.kill("SIGKILL");
  await once(first, "exit");
  const kept = await countStaged();
  expect(kept).toBeGreaterThan(96);
  expect(kept).toBeLessThan(1200);
  expect(await countByModel(collectionId)).toEqual({ [newModel.embeddingModel]: 1200 });
  const second = startWorker();
  try {
    await vi.waitFor(
      async () => expect(await findReembedding(tenant.admin, collectionId)).toMatchObject({ status: "done" }),
      110_000,
    );
  } finally {
    second.kill("SIGKILL");
  }
  expect(await countByModel(collectionId)).toEqual({ [oldModel.embeddingModel]: 1200 });
  expect(await countStaged()).toBe(0);
});
