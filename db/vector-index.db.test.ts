import { beforeAll, describe, expect, test } from "vitest";
import { tendIndexes } from "../ingestion/tend-indexes.ts";
import { seededRandom } from "../lib/evaluation/seeded-random.ts";
import type { SearchFilters } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { bm25Tier, hasOneBackend } from "./capabilities.ts";
import { vacuumChunks } from "./chunks.ts";
import { asSystem } from "./client.ts";
import { ensureCollection, setCollectionReaders } from "./collections.ts";
import { deleteCollection, deleteDocument } from "./deletion.ts";
import { partitionOf } from "./partition-of.ts";
import { searchVector } from "./search-vector.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";
import { insertChunks, insertDocuments } from "./testing/insert-corpus.ts";
import { recordStatements } from "./testing/record-statements.ts";
import { ensureVectorIndex, listEmbeddedCorpora } from "./vector-index.ts";

/** Together enough for a flat index. */
const chunksPerCollection = 600;
const dimensions = 24;
const embeddingModel = "test/o'model";
const limit = 50;

const random = seededRandom(7);
const drawVector = (length = dimensions) => Float32Array.from({ length }, () => random() - 0.5);
const question = Array.from(drawVector());

let tenant: TestTenant;
let stranger: TestTenant;
const collections = new Map<TestTenant, string[]>();
const isEmbedded = await hasOneBackend();

beforeAll(async () => {
  tenant = await createTestTenant();
  stranger = await createTestTenant();
  for (const one of [tenant, stranger]) {
    const ids: string[] = [];
    for (const name of ["Open", "Board"]) ids.push(await addCollection(one, name));
    collections.set(one, ids);
    await setCollectionReaders(one.owner, ids[1] ?? "", { readers: "named", userIds: [] });
  }
});

async function addCollection(one: TestTenant, name: string) {
  const id = await ensureCollection(one.owner, name, { embeddingModel, embeddingDimensions: dimensions });
  await addChunks(one, id, { embeddingModel, count: chunksPerCollection });
  return id;
}

/** Ten to a document; every fifth document has a tag. */
async function addChunks(
  { tenantId }: TestTenant,
  collectionId: string,
  { count, length, ...model }: { embeddingModel: string; count: number; length?: number },
) {
  const documents = Array.from({ length: count / 10 }, (_, i) => ({
    id: crypto.randomUUID(),
    collectionId,
    title: `Document ${i}`,
    language: "eng",
    mediaType: "text/plain",
    tags: i % 5 ? [] : ["fifth"],
  }));
  await insertDocuments(tenantId, documents);
  const chunks = documents.flatMap(({ id }) =>
    Array.from({ length: 10 }, (_, ordinal) => ({
      documentId: id,
      collectionId,
      ordinal,
      text: "A chunk.",
      terms: ["chunk"],
      embedding: drawVector(length),
    })),
  );
  await insertChunks(tenantId, { ...model, isSqlTier: (await bm25Tier()) === "sql" }, chunks);
}

interface Asked {
  filters?: SearchFilters;
  model?: string;
  collectionIds?: string[];
}

async function search(principal: Principal, asked: Asked = {}) {
  const { model = embeddingModel, filters, collectionIds = collections.get(tenant) ?? [] } = asked;
  const { lists } = await searchVector(principal, {
    embeddings: [question],
    embeddingModel: model,
    collectionIds,
    filters,
    limit,
  });
  return lists[0] ?? [];
}

/** Computed here, from all that the tenant has. */
async function nearest(where: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ id: string; embedding: string }>(
      `SELECT c.id, c.embedding::text FROM chunks c JOIN documents d ON d.id = c.document_id
       WHERE c.tenant_id = $1 AND c.embedding_model = $2 AND ${where}`,
      [tenant.tenantId, embeddingModel, ...values],
    ),
  );
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  const cosine = (vector: number[]) => dot(vector, question) / Math.sqrt(dot(vector, vector));
  return rows
    .map(({ id, embedding }) => ({ id, score: cosine(JSON.parse(embedding)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

const idsOf = (hits: { chunkId: string }[]) => hits.map(({ chunkId }) => chunkId);

async function planOf(principal: Principal, asked: Asked = {}): Promise<string> {
  const { statements } = await recordStatements(() => search(principal, asked));
  const [statement] = statements;
  return asSystem(async ({ $client }) => {
    await $client.query(`${statement?.settings}; SET LOCAL ROLE lectern_app`);
    const { rows } = await $client.query(`EXPLAIN ${statement?.text}`, statement?.values);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}

/** As a worker does by and by: one a call, of all tenants that the tests have made. */
async function buildAllMissing(): Promise<void> {
  const tender = tendIndexes();
  const corpora = await listEmbeddedCorpora();
  for (let i = 0; i < corpora.length; i++) await tender.tend().catch(() => undefined);
}

/** The tenant's indexes by vectors. */
async function indexesOf({ tenantId }: TestTenant) {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ name: string; indisvalid: boolean }>(
      `SELECT substring(indexrelid::regclass::text FROM '(flat|hnsw)') AS name, indisvalid FROM pg_index
       WHERE indrelid = '${partitionOf(tenantId)}'::regclass AND indexrelid::regclass::text ~ 'flat|hnsw'`,
    ),
  );
  return rows;
}

async function someDocuments(): Promise<string[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query("SELECT id FROM documents WHERE tenant_id = $1 LIMIT 3", [tenant.tenantId]),
  );
  return rows.map(({ id }) => id);
}

/** The same before there is an index and with it. */
async function findsTheNearest() {
  expect(idsOf(await search(tenant.owner))).toEqual(await nearest("true"));
  const [open = ""] = collections.get(tenant) ?? [];
  expect(idsOf(await search(tenant.owner, { collectionIds: [open] }))).toEqual(
    await nearest("c.collection_id = $3", [open]),
  );
  expect(idsOf(await search(tenant.owner, { filters: { tags: ["fifth"] } }))).toEqual(
    await nearest("d.tags = '{fifth}'"),
  );
  const documentIds = await someDocuments();
  expect(idsOf(await search(tenant.owner, { filters: { documentIds } }))).toEqual(
    await nearest("c.document_id = ANY ($3)", [documentIds]),
  );
}

describe("the nearest chunks", () => {
  test("are found while there's no index yet", findsTheNearest);

  test("are found, every one of them, once a worker has built what was missing", async () => {
    await buildAllMissing();
    expect(await planOf(tenant.owner)).toMatch(/Index Scan using chunks_\w+_flat_/);
    await findsTheNearest();
    expect(await ensureVectorIndex(tenant.tenantId, embeddingModel, dimensions)).toBe(true);
  });

  test("are found among those that come after the index", async () => {
    const [open = ""] = collections.get(tenant) ?? [];
    await addChunks(tenant, open, { embeddingModel, count: 200 });
    await findsTheNearest();
  });

  test("are only those that may be read", async () => {
    const [open = ""] = collections.get(tenant) ?? [];
    expect(idsOf(await search(tenant.member))).toEqual(await nearest("c.collection_id = $3", [open]));
    expect(await search(stranger.owner)).toEqual([]);
    const theirs = await search(stranger.owner, { collectionIds: collections.get(stranger) });
    expect(theirs).toHaveLength(limit);
    const ours = new Set(idsOf(await search(tenant.owner)));
    expect(theirs.filter(({ chunkId }) => ours.has(chunkId))).toEqual([]);
  });

  test("are gone with their document, at once and after what is left of it has been cleared away", async () => {
    const [first] = await search(tenant.owner);
    const { rows } = await asSystem((tx) =>
      tx.$client.query("SELECT document_id AS id FROM chunks WHERE id = $1", [first?.chunkId]),
    );
    await deleteDocument(tenant.owner, rows[0].id);
    expect(idsOf(await search(tenant.owner))).not.toContain(first?.chunkId);
    await findsTheNearest();
    await vacuumChunks(tenant.tenantId);
    await findsTheNearest();
  });

  test.skipIf(!isEmbedded)("of named documents are looked up by those", async () => {
    const plan = await planOf(tenant.owner, { filters: { documentIds: await someDocuments() } });
    expect(plan).toMatch(/Index Scan using chunks_\w+_document_id_ordinal_idx/);
  });

  test("are compared with those of the same model alone, also where a collection goes over to another", async () => {
    const other = { embeddingModel: "test/other", embeddingDimensions: 8 };
    const id = await ensureCollection(tenant.owner, "Other", other);
    await addChunks(tenant, id, { embeddingModel: other.embeddingModel, count: 1_000, length: 8 });
    await ensureVectorIndex(tenant.tenantId, other.embeddingModel, 8);
    await findsTheNearest();

    const [open = "", board = ""] = collections.get(tenant) ?? [];
    const moved = await asSystem((tx) =>
      tx.$client.query("UPDATE chunks SET embedding_model = $2 WHERE collection_id = $1", [
        board,
        "test/new",
      ]),
    );
    expect(moved.rowCount).toBeGreaterThan(0);
    expect(idsOf(await search(tenant.owner))).toEqual(await nearest("c.collection_id = $3", [open]));
    const found = await search(tenant.owner, { model: "test/new" });
    expect(found).toHaveLength(limit);
  });
});

test("few chunks need no index, and vectors too long for one do without", async () => {
  const small = await createTestTenant();
  const id = await ensureCollection(small.owner, "Small", {
    embeddingModel,
    embeddingDimensions: dimensions,
  });
  await addChunks(small, id, { embeddingModel, count: 10 });
  expect(await ensureVectorIndex(small.tenantId, embeddingModel, dimensions)).toBe(false);
  expect(await search(small.owner, { collectionIds: [id] })).toHaveLength(10);
  expect(await ensureVectorIndex(small.tenantId, embeddingModel, 4_096)).toBe(false);
});

test("where many chunks have come in, or all were embedded anew, their index is built next", async () => {
  const grown = await createTestTenant();
  const id = await ensureCollection(grown.owner, "Grown", {
    embeddingModel,
    embeddingDimensions: dimensions,
  });
  const corpus = { tenantId: grown.tenantId, embeddingModel, embeddingDimensions: dimensions };
  const tender = tendIndexes();
  for (let i = 0; i < 10; i++) {
    await addChunks(grown, id, { embeddingModel, count: 100 });
    tender.note(corpus, 100);
  }
  await tender.tend();
  const built = [{ name: "flat", indisvalid: true }];
  expect(await indexesOf(grown)).toEqual(built);

  const renewed = { ...corpus, embeddingModel: "test/renewed" };
  const [chunks, collections] = [partitionOf(grown.tenantId), "collections"];
  for (const table of [chunks, collections])
    await asSystem((tx) =>
      tx.$client.query(`UPDATE ${table} SET embedding_model = $2 WHERE tenant_id = $1`, [
        grown.tenantId,
        renewed.embeddingModel,
      ]),
    );
  tender.noteRenewal(renewed);
  await tender.tend();
  expect(await indexesOf(grown)).toEqual(built); // and that of the model before is gone
});

describe("of one model whose vectors have had two lengths", () => {
  const [long, short] = [16, 8];
  const ids: Record<number, string> = {};
  let one: TestTenant;
  const search = async (length: number) => {
    const { lists, movedCollectionIds } = await searchVector(one.owner, {
      embeddings: [Array.from(drawVector(length))],
      embeddingModel,
      collectionIds: Object.values(ids),
      limit,
    });
    const { rows } = await asSystem((tx) =>
      tx.$client.query("SELECT DISTINCT collection_id AS id FROM chunks WHERE id = ANY ($1)", [
        idsOf(lists[0] ?? []),
      ]),
    );
    return { found: lists[0]?.length, of: rows.map(({ id }) => id), movedCollectionIds };
  };
  const keepsThemApart = async () => {
    for (const [length, other] of [
      [long, short],
      [short, long],
    ] as const)
      expect(await search(length)).toEqual({
        found: limit,
        of: [ids[length]],
        movedCollectionIds: [ids[other]],
      });
  };
  const add = (length: number, count: number) =>
    addChunks(one, ids[length] ?? "", { embeddingModel, count, length });
  beforeAll(async () => {
    one = await createTestTenant();
    for (const length of [long, short])
      ids[length] = await ensureCollection(one.owner, `Of ${length}`, {
        embeddingModel,
        embeddingDimensions: length,
      });
    await add(long, 1_000);
    await add(short, 100);
  });

  test("chunks are compared with those of their own length alone", keepsThemApart);

  test("an index holds those of one length, and those of the other come in beside it", async () => {
    expect(await ensureVectorIndex(one.tenantId, embeddingModel, long)).toBe(true);
    expect(await ensureVectorIndex(one.tenantId, embeddingModel, short)).toBe(false);
    await add(short, 900);
    await keepsThemApart();
    expect(await ensureVectorIndex(one.tenantId, embeddingModel, short)).toBe(true);
    await keepsThemApart();
    expect(await indexesOf(one)).toHaveLength(2);
  });

  test("an index goes when no collection is embedded so any more", async () => {
    await deleteCollection(one.owner, ids[long] ?? "");
    await ensureVectorIndex(one.tenantId, embeddingModel, short);
    expect(await indexesOf(one)).toHaveLength(1);
  });
});

test.skipIf(isEmbedded)(
  "on a server a worker that stops doesn't wait for a graph, which the server builds by itself",
  { timeout: 60_000 },
  async () => {
    const large = await createTestTenant();
    const { tenantId } = large;
    const id = await ensureCollection(large.owner, "Large", { embeddingModel, embeddingDimensions: 8 });
    await addChunks(large, id, { embeddingModel, count: 10_000, length: 8 });
    const stopping = new AbortController();
    await asSystem(async ({ $client }) => {
      // A graph isn't there for all before those have ended who may see what was before it.
      await $client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      await $client.query("SELECT FROM collections LIMIT 1");
      const built = expect(
        ensureVectorIndex(tenantId, embeddingModel, 8, { signal: stopping.signal }),
      ).rejects.toThrow("aborted");
      await expect
        .poll(() => indexesOf(large), { timeout: 30_000 })
        .toEqual([{ name: "hnsw", indisvalid: false }]);
      stopping.abort();
      await built;
      expect(await ensureVectorIndex(tenantId, embeddingModel, 8)).toBe(true); // the server is at it
      expect(await indexesOf(large)).toEqual([{ name: "hnsw", indisvalid: false }]);
    });
    await expect
      .poll(() => indexesOf(large), { timeout: 30_000 })
      .toEqual([{ name: "hnsw", indisvalid: true }]);
  },
);

test.skipIf(isEmbedded)(
  "on a server a graph takes the flat index's place, and is built anew where that was cut off",
  {
    timeout: 120_000,
  },
  async () => {
    const large = await createTestTenant();
    const id = await ensureCollection(large.owner, "Large", { embeddingModel, embeddingDimensions: 8 });
    const indexes = () => indexesOf(large);
    await addChunks(large, id, { embeddingModel, count: 1_000, length: 8 });
    await ensureVectorIndex(large.tenantId, embeddingModel, 8);
    expect(await indexes()).toEqual([{ name: "flat", indisvalid: true }]);
    await addChunks(large, id, { embeddingModel, count: 9_000, length: 8 });
    await ensureVectorIndex(large.tenantId, embeddingModel, 8);
    expect(await indexes()).toEqual([{ name: "hnsw", indisvalid: true }]);
    await asSystem((tx) =>
      tx.$client.query(
        `UPDATE pg_index SET indisvalid = false
       WHERE indrelid = '${partitionOf(large.tenantId)}'::regclass AND indexrelid::regclass::text LIKE '%hnsw%'`,
      ),
    );
    await buildAllMissing();
    expect(await indexes()).toEqual([{ name: "hnsw", indisvalid: true }]);
  },
);
