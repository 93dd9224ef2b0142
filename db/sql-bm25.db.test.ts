import { beforeAll, expect, test } from "vitest";
import type { Principal } from "../lib/turn.ts";
import { bm25Tier } from "./capabilities.ts";
import { withTenant } from "./client.ts";
import { ensureCollection } from "./collections.ts";
import { searchBm25 } from "./search-bm25.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";
import { insertChunks, insertDocuments, insertTerms } from "./testing/insert-corpus.ts";

const embeddingModel = "builtin/hash-embed";
let tenant: TestTenant;
let collectionId: string;

/** 4,000 chunks: "all" stands in each, "some" in a tenth, "few" in forty, "pair" in every second that has "few". */
beforeAll(async () => {
  tenant = await createTestTenant();
  collectionId = await ensureCollection(tenant.admin, "Many", { embeddingModel, embeddingDimensions: 2 });
  const documentId = crypto.randomUUID();
  const document = {
    id: documentId,
    collectionId,
    title: "One",
    language: "eng",
    mediaType: "text/plain",
    tags: [],
  };
  await insertDocuments(tenant.tenantId, [document]);
  const chunks = Array.from({ length: 4000 }, (_, i) => ({
    documentId,
    collectionId,
    ordinal: i,
    text: `chunk ${i}`,
    terms: [
      "all",
      ...(i % 10 ? [] : ["some"]),
      ...(i % 100 ? [] : ["few"]),
      ...(i % 200 ? [] : ["pair", "pair"]),
    ],
    embedding: Float32Array.of(1, 0),
  }));
  await insertChunks(tenant.tenantId, { embeddingModel, isSqlTier: (await bm25Tier()) === "sql" }, chunks);
  await insertTerms(tenant.tenantId, chunks);
});

const ask = async (principal: Principal, terms: string[], tier: "sql" | "pg_textsearch") => {
  const queries = [{ terms, phrases: [] }];
  return (
    (await searchBm25(principal, { queries, collectionIds: [collectionId], limit: 10, tier })).lists[0] ?? []
  );
};

test.each([
  [["pair", "all"]],
  [["few", "some", "all"]],
  [["few", "some", "pair", "all"]],
  [["all"]],
  [["few", "few", "unknown"]],
])("what is left out beforehand isn't among the best: %j", async (terms) => {
  // Where there's no pg_textsearch to compare with, it compares with nothing.
  const hasReference = (await bm25Tier()) === "pg_textsearch";
  const sql = await ask(tenant.member, terms, "sql");
  const reference = hasReference ? await ask(tenant.member, terms, "pg_textsearch") : sql;
  expect(sql).toHaveLength(10);
  for (const [i, { score }] of sql.entries()) expect(score).toBeCloseTo(reference[i]?.score ?? 0, 1);
});

test("nine unknown words don't hide what is known", async () => {
  const unknown = Array.from({ length: 9 }, (_, i) => `unknown${i}`);
  expect(await ask(tenant.member, [...unknown, "pair"], "sql")).toHaveLength(10);
});

test("gives nothing of a collection to those who may not read it", async () => {
  await withTenant(tenant.admin, (tx) =>
    tx.$client.query("UPDATE collections SET readers = 'named' WHERE id = $1", [collectionId]),
  );
  expect(await ask(tenant.member, ["pair"], "sql")).toEqual([]);
  expect(await ask(tenant.admin, ["pair"], "sql")).toHaveLength(10);
  const other = await createTestTenant();
  expect(await ask(other.admin, ["pair"], "sql")).toEqual([]);
});
