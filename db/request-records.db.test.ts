import { beforeAll, describe, expect, it } from "vitest";
import type { RecordFilters } from "../lib/record-schemas.ts";
import type { Principal } from "../lib/turn.ts";
import { asSystem } from "./client.ts";
import {
  findRequestRecord,
  listRequestRecords,
  type NewRequestRecord,
  saveRequestRecord,
} from "./request-records.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";
import { recordUsage } from "./usage.ts";

let tenant: TestTenant;
const collection = crypto.randomUUID();
const plain = {
  source: "app",
  outcome: "complete",
  collectionIds: [],
  documentIds: [],
  totalMs: 100,
} as const satisfies Partial<NewRequestRecord>;
const save = (principal: Principal, requestId: string, change: Partial<NewRequestRecord> = {}) =>
  saveRequestRecord(principal, { ...plain, requestId, ...change });

beforeAll(async () => {
  tenant = await createTestTenant();
  const { member, other } = tenant;
  await save(member, "plain-1");
  await save(member, "slow-1", { totalMs: 40_000, source: "api" });
  await save(other, "dear-1", { costMicroUsd: 400_000, modelId: "test/large" });
  await save(other, "over-1", { failovers: 1, cache: "similar", collectionIds: [collection] });
  await save(member, "doubt-1", { sentencesChecked: 4, sentencesUnsupported: 1, outcome: "stopped" });
  await recordUsage(member, {
    requestId: "doubt-1",
    feature: "rerank",
    provider: "test",
    modelId: "test/rerank",
    inputTokens: 7,
    outputTokens: 0,
    costMicroUsd: 3,
    totalMs: 12,
    outcome: "error",
    failure: "rate_limited",
  });
  await asSystem((tx) =>
    tx.$client.query(
      `UPDATE request_records SET at = '2026-01-01T12:00:00Z'::timestamptz + make_interval(hours => n::int)
       FROM unnest(ARRAY['plain-1', 'slow-1', 'dear-1', 'over-1', 'doubt-1']) WITH ORDINALITY AS given(id, n)
       WHERE request_id = given.id AND tenant_id = $1`,
      [tenant.tenantId],
    ),
  );
});

async function idsOf(filters: RecordFilters, limit = 50): Promise<string[]> {
  const { records } = await listRequestRecords(tenant.admin, { ...filters, limit });
  return records.map(({ requestId }) => requestId);
}

describe("the list of records", () => {
  it("is the admins', latest first, and says who asked", async () => {
    expect(await idsOf({})).toEqual(["doubt-1", "over-1", "dear-1", "slow-1", "plain-1"]);
    const { records } = await listRequestRecords(tenant.admin, { limit: 1 });
    expect(records[0]).toMatchObject({ userId: tenant.member.userId, person: expect.any(String) });
    expect(await listRequestRecords(tenant.member, { limit: 50 })).toEqual({ records: [], nextCursor: null });
  });

  it.each<[string, RecordFilters, string[]]>([
    ["what is slow", { sign: "slow" }, ["slow-1"]],
    ["what is dear", { sign: "dear" }, ["dear-1"]],
    ["what failed over", { sign: "failed-over" }, ["over-1"]],
    ["what has unsupported sentences", { sign: "unsupported" }, ["doubt-1"]],
    ["what was rated down", { sign: "rated-down" }, []],
    ["the outcome", { outcome: "stopped" }, ["doubt-1"]],
    ["the source", { source: "api" }, ["slow-1"]],
    ["the model", { model: "test/large" }, ["dear-1"]],
    ["the cache", { cache: "similar" }, ["over-1"]],
    ["any cache", { cache: "any" }, ["over-1"]],
    ["no cache", { cache: "none", sign: "dear" }, ["dear-1"]],
    ["the collection", { collection }, ["over-1"]],
    ["a job that a model was called for", { feature: "rerank" }, ["doubt-1"]],
    ["a day without any", { from: "2026-01-02" }, []],
    ["the day", { from: "2026-01-01", to: "2026-01-01", sign: "slow" }, ["slow-1"]],
  ])("is filtered by %s", async (_, filters, ids) => {
    expect(await idsOf(filters)).toEqual(ids);
  });

  it("is filtered by the person", async () => {
    expect(await idsOf({ user: tenant.other.userId ?? "" })).toEqual(["over-1", "dear-1"]);
  });

  it("goes on where the page before ended, also between records of one moment", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRequestRecords(tenant.admin, { limit: 2, cursor });
      seen.push(...page.records.map(({ requestId }) => requestId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(await idsOf({}));
  });
});

describe("a record", () => {
  it("has its model calls, with why they failed", async () => {
    const record = await findRequestRecord(tenant.admin, "doubt-1");
    expect(record).toMatchObject({ outcome: "stopped", feedback: null, text: null, hasTrace: false });
    expect(record.calls).toMatchObject([
      { feature: "rerank", outcome: "error", failure: "rate_limited", costMicroUsd: 3 },
    ]);
  });

  it("is nobody's but the tenant's admins'", async () => {
    const { admin } = await createTestTenant();
    await expect(findRequestRecord(admin, "doubt-1")).rejects.toMatchObject({ code: "not_found" });
    await expect(findRequestRecord(tenant.member, "doubt-1")).rejects.toMatchObject({ code: "not_found" });
  });

  it("of a batch's question is one, though another process answered it again", async () => {
    const requestId = crypto.randomUUID();
    for (let tries = 0; tries < 2; tries++)
      await save(tenant.member, requestId, { source: "batch", answerId: crypto.randomUUID() });
    const { records } = await listRequestRecords(tenant.admin, { source: "batch", limit: 50 });
    expect(records.map((record) => record.requestId)).toEqual([requestId]);
  });

  it("has the calls of its own conversation, though a client gives all its questions one id", async () => {
    const questions = [10, 20].map((costMicroUsd) => ({
      costMicroUsd,
      conversationId: crypto.randomUUID(),
      answerId: crypto.randomUUID(),
    }));
    for (const { costMicroUsd, conversationId, answerId } of questions) {
      await recordUsage(tenant.member, { ...answering, conversationId, costMicroUsd });
      await save(tenant.member, "always-the-same", { conversationId, answerId, costMicroUsd });
    }
    const ids = ["always-the-same", `always-the-same.${questions[1]?.answerId}`];
    for (const [i, id] of ids.entries()) {
      const { calls } = await findRequestRecord(tenant.admin, id);
      expect(calls.map(({ costMicroUsd }) => costMicroUsd)).toEqual([questions[i]?.costMicroUsd]);
    }
  });
});

const answering = {
  requestId: "always-the-same",
  feature: "answer",
  provider: "test",
  modelId: "test/large",
  inputTokens: 1,
  outputTokens: 1,
  totalMs: 1,
  outcome: "ok",
} as const;
