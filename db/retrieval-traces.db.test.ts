import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { AppliedFilter, RetrievalTrace, TracedCandidate } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { asSystem, closePool } from "./client.ts";
import { deleteFeedback } from "./feedback.ts";
import { redactMessages } from "./redact-messages.ts";
import { loadTrace, saveTrace } from "./retrieval-traces.ts";
import { changeTenant } from "./tenants.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";
import { type PlantedTenant, plantCanaries, traceOf } from "./testing/plant-canaries.ts";

let tenant: PlantedTenant;
let mark: string;

beforeEach(async () => {
  mark = `canary${crypto.randomUUID().replaceAll("-", "")}`;
  tenant = await plantCanaries(await createTestTenant(mark), {
    mark,
    embeddingModel: "test",
    embedding: [1, 0, 0],
  });
});
afterAll(closePool);

const candidate = (chunkId: string, documentId: string): TracedCandidate => ({
  chunkId,
  documentId,
  bm25: { rank: 1, score: 2.5 },
  vector: null,
  fused: { rank: 1, score: 0.1 },
  reranked: null,
  features: null,
  outcome: "packed",
  n: 1,
});

const trace = (change: Partial<RetrievalTrace>): RetrievalTrace => ({
  ...traceOf("where is it kept?"),
  queries: [{ text: "where is it kept?", terms: ["kept"], phrases: [], weight: 1 }],
  corrections: [{ from: "kepd", to: "kept" }],
  ...change,
});

const letMembersSee = () => changeTenant(tenant.admin, { membersSeeTraces: true });
const load = (principal: Principal) => loadTrace(principal, tenant.open.answerId);
const save = (change: Partial<RetrievalTrace>) =>
  saveTrace(tenant.member, tenant.open.answerId, trace(change));
/** What the request leaves on an answer that it has saved. */
const rephrased = () =>
  asSystem((tx) =>
    tx.$client.query("UPDATE messages SET standalone_question = 'where is it kept?' WHERE id = $1", [
      tenant.open.answerId,
    ]),
  );

describe("how an answer was found", () => {
  test("comes with its question, and with the text of what was found", async () => {
    await letMembersSee();
    await rephrased();
    const { chunkId, documentId, collectionId, collectionName } = tenant.open;
    await save({ candidates: [candidate(chunkId, documentId)], collectionIds: [collectionId] });
    const found = await load(tenant.member);
    expect(found).toMatchObject({
      question: `Where is ${mark}?`,
      trace: { standaloneQuestion: "where is it kept?", corrections: [{ from: "kepd", to: "kept" }] },
      chunks: [{ chunkId, title: mark, text: `The secret is ${mark}.`, isOutdated: false }],
      collections: [{ id: collectionId, name: collectionName }],
      citations: [{ chunkId, index: 1 }],
    });
  });

  test("is for admins until the tenant lets its members see it", async () => {
    await expect(load(tenant.member)).rejects.toMatchObject({ code: "forbidden" });
    await letMembersSee();
    await expect(load(tenant.member)).resolves.toMatchObject({ question: `Where is ${mark}?` });
    await expect(load(tenant.other)).rejects.toMatchObject({ code: "not_found" });
  });

  test("is shown to admins for a rated answer of somebody else's, and only while it's rated", async () => {
    await expect(load(tenant.admin)).resolves.toMatchObject({ question: `Where is ${mark}?` });
    await deleteFeedback(tenant.member, tenant.open.answerId);
    await expect(load(tenant.admin)).rejects.toMatchObject({ code: "not_found" });
  });

  test("shows the candidates of a replaced version as such, and nothing of those that are gone", async () => {
    await rephrased();
    const { oldChunkId, oldDocumentId } = tenant.open;
    const gone = candidate(crypto.randomUUID(), crypto.randomUUID());
    await save({ candidates: [gone, candidate(oldChunkId, oldDocumentId)] });
    const { trace: saved, chunks } = await load(tenant.admin);
    expect(saved?.candidates).toHaveLength(2);
    expect(chunks).toMatchObject([{ chunkId: oldChunkId, isOutdated: true }]);
  });

  test("keeps no title of a document, and says the title that it has now", async () => {
    await rephrased();
    const filter = (id: string): AppliedFilter => ({
      field: "document",
      label: "its name then",
      filters: { documentIds: [id] },
      origin: "request",
    });
    await save({ filters: [filter(tenant.open.documentId), filter(crypto.randomUUID())] });
    const { rows } = await asSystem((tx) =>
      tx.$client.query<{ text: string }>(
        "SELECT trace::text AS text FROM retrieval_traces WHERE message_id = $1",
        [tenant.open.answerId],
      ),
    );
    expect(rows[0]?.text).not.toContain("its name then");
    const { trace: saved } = await load(tenant.admin);
    expect(saved?.filters.map(({ label }) => label)).toEqual([mark, "a document that is gone"]);
  });

  test("forgets the rephrased question with a document that its conversation cites, and keeps the figures", async () => {
    await rephrased();
    const { chunkId, documentId } = tenant.open;
    await save({ candidates: [candidate(chunkId, documentId)] });
    await asSystem((tx) => redactMessages(tx, tenant.tenantId, [documentId]));
    const forgotten = { standaloneQuestion: "", queries: [], corrections: [] };
    expect((await load(tenant.admin)).trace).toMatchObject({
      ...forgotten,
      candidates: [{ chunkId, bm25: { score: 2.5 } }],
    });
    await save({});
    expect((await load(tenant.admin)).trace).toMatchObject(forgotten);
  });

  test("is nothing for an answer that nothing was searched for", async () => {
    await letMembersSee();
    const found = await loadTrace(tenant.member, tenant.open.runningAnswerId);
    expect(found).toMatchObject({ trace: null, chunks: [] });
  });

  test("isn't kept for an answer that is gone or somebody else's", async () => {
    await saveTrace(tenant.member, crypto.randomUUID(), trace({}));
    await saveTrace(tenant.other, tenant.open.answerId, trace({ mode: "vector" }));
    expect((await load(tenant.admin)).trace?.mode).toBe("hybrid");
  });
});
