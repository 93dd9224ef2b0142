import { beforeAll, describe, expect, test } from "vitest";
import { createCollection } from "../../db/collections.ts";
import { findSearchScope } from "../../db/search.ts";
import { createTestTenant, type TestTenant } from "../../db/testing/create-test-tenant.ts";
import { ingestText } from "../../ingestion/testing/ingest-text.ts";
import { type RetrieveQuery, retrieve } from "../answer-question.ts";
import { limits } from "../limits.ts";
import { defaultEmbeddingModel } from "../models/embed.ts";
import { liveModels } from "../models/live-models.ts";
import { startMeter } from "../models/meter.ts";
import { explainDocument } from "./explain-document.ts";

let tenant: TestTenant;
const ids: Record<string, string> = {};

/** More notes that speak of lockers than a search hands on. */
const notesCount = limits.candidatesMax + 10;

beforeAll(async () => {
  tenant = await createTestTenant();
  const add = async (name: string, text: string) => {
    ids[name] = await ingestText(tenant.owner, { fileName: `${name}.md`, text });
  };
  // Long enough that each is a chunk of its own.
  const notes = Array.from({ length: notesCount }, (_, i) => `# Note ${i}\n\n${"Locker key. ".repeat(150)}`);
  await add("notes", notes.join("\n\n"));
  await add(
    "pool",
    "# Pool\n\nThe pool opens at six. Bring a towel and shoes that don't slip. There is a locker.",
  );
  await add("choir", "# Choir\n\nThe choir sings on Thursdays.");
}, 60_000);

const tools = () => ({
  models: liveModels,
  meter: startMeter({ principal: tenant.owner, requestId: "test" }),
});

async function explain(name: string, question: string, change: Partial<RetrieveQuery> = {}) {
  const scope = await findSearchScope(tenant.owner, null);
  const { trace } = await retrieve(tenant.owner, { question, scope, ...change }, tools());
  return explainDocument(tenant.owner, { documentId: ids[name] ?? "", trace, scope }, tools());
}

describe("why a document wasn't found", () => {
  test("is the rank of its best chunk, counted as far down as it is", async () => {
    const found = await explain("pool", "locker key", { mode: "bm25" });
    expect(found).toMatchObject({
      reason: "beyond_candidates",
      bm25: { rank: notesCount + 1 },
      vector: null,
    });
    expect(found.text).toBe(
      `By words its best part is 61st. Of each search the best ${limits.candidatesMax} are looked at.`,
    );
  });

  test("is that none of the question's words stands in it, and which does", async () => {
    const found = await explain("choir", "locker key", { mode: "bm25" });
    expect(found).toMatchObject({ reason: "no_words", bm25: null });
    expect(found.words).toEqual([
      { word: "locker", chunks: 0 },
      { word: "key", chunks: 0 },
    ]);
    expect((await explain("pool", "Lockers and keys?")).words).toEqual([
      { word: "lockers", chunks: 1 },
      { word: "keys", chunks: 0 },
    ]);
  });

  test("is a filter that it doesn't pass, by its name", async () => {
    const found = await explain("pool", "towel", { filters: { kinds: ["pdf"] } });
    expect(found.reason).toBe("filtered_out");
    expect(found.text).toContain("narrowed to");
  });

  test("is nothing where it was found: then it says what became of it", async () => {
    const found = await explain("pool", "When does the pool open?");
    expect(found.candidate?.bm25?.rank).toBe(1);
    expect(found.reason).toBe("not_packed");
  });

  test("is its collection, where that wasn't searched", async () => {
    const { id, dimensions } = defaultEmbeddingModel();
    const identity = { embeddingModel: id, embeddingDimensions: dimensions };
    const elsewhere = await createCollection(tenant.owner, "Elsewhere", identity);
    const scope = await findSearchScope(tenant.owner, [elsewhere]);
    const { trace } = await retrieve(tenant.owner, { question: "pool", scope }, tools());
    const documentId = ids.pool ?? "";
    const found = await explainDocument(tenant.owner, { documentId, trace, scope }, tools());
    expect(found.reason).toBe("not_in_collections");
  });

  test("isn't told of a document that may not be read", async () => {
    const stranger = await createTestTenant();
    const scope = await findSearchScope(stranger.owner, null);
    const { trace } = await retrieve(stranger.owner, { question: "pool", scope }, tools());
    const asked = { documentId: ids.pool ?? "", trace, scope };
    await expect(explainDocument(stranger.owner, asked, tools())).rejects.toMatchObject({
      code: "document_not_found",
    });
  });
});
