import { expect, test } from "vitest";
import { bm25Tier } from "../capabilities.ts";
import { ensureCollection } from "../collections.ts";
import { runBareSearch } from "./bare-search.ts";
import { createTestTenant } from "./create-test-tenant.ts";
import { insertChunks, insertDocuments } from "./insert-corpus.ts";

test("finds chunks by any word, by all words and by meaning, with what this server has", async () => {
  const embeddingModel = "builtin/hash-embed";
  const { tenantId, admin } = await createTestTenant();
  const collectionId = await ensureCollection(admin, "Bare", { embeddingModel, embeddingDimensions: 2 });
  const documentId = crypto.randomUUID();
  const document = { id: documentId, collectionId, title: "One", language: "eng", mediaType: "text/plain" };
  await insertDocuments(tenantId, [{ ...document, tags: [] }]);
  const chunks = [["mill"], ["mill", "river"], ["harbour"]].map((terms, ordinal) => ({
    ...{ documentId, collectionId, ordinal, terms },
    text: terms.join(" "),
    embedding: Float32Array.of(1, ordinal),
  }));
  const isSqlTier = (await bm25Tier()) === "sql";
  await insertChunks(tenantId, { embeddingModel, isSqlTier }, chunks);

  const query = { terms: ["mill", "river"], embedding: [1, 0], embeddingModel };
  const { words, allWords, vector } = await runBareSearch(tenantId, query);
  expect(words.found).toBeGreaterThanOrEqual(2);
  expect(allWords?.found).toBe(isSqlTier ? 1 : undefined);
  expect(vector.found).toBe(3);
});
