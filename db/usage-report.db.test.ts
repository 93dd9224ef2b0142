import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Principal, Role } from "../lib/turn.ts";
import type { UsageDimension, UsageFilters } from "../lib/usage-schemas.ts";
import { asSystem, closePool } from "./client.ts";
import { collections } from "./schema/corpus.ts";
import { memberships, tenants, users } from "./schema/identity.ts";
import { requestRecords, requestTexts, usageEvents } from "./schema/usage.ts";
import { monthSpend, periodBefore, usageReport } from "./usage-report.ts";
import { forgetRollups, rollUpLateRows, rollUpNext } from "./usage-rollups.ts";

type CallRow = typeof usageEvents.$inferInsert;
type RecordRow = typeof requestRecords.$inferInsert;

const march = { from: "2026-03-01", to: "2026-03-03" };
/** Long after all of it. */
const april = new Date("2026-04-02T12:00:00Z");
const [ann, bob, ours, theirs, handbook] = Array.from({ length: 5 }, () => crypto.randomUUID()) as [
  string,
  string,
  string,
  string,
  string,
];

function asRole(role: Role, tenantId = ours): Principal {
  return { tenantId, userId: ann, role, via: "session", apiKeyId: null, scopes: [] };
}

const report = (
  by: UsageDimension = "model",
  filters: UsageFilters = {},
  { principal = asRole("admin"), period = march } = {},
) => usageReport(principal, { ...period, by, filters });

/** An answer of Ann's on 2 March, unless said otherwise. */
function call(fields: Partial<CallRow>): CallRow {
  return {
    tenantId: ours,
    userId: ann,
    at: new Date("2026-03-02T12:00:00Z"),
    requestId: "r1",
    feature: "answer",
    provider: "openai",
    modelId: "openai/gpt-5-mini",
    inputTokens: 100,
    outputTokens: 10,
    costMicroUsd: 1000,
    totalMs: 1000,
    outcome: "ok",
    ...fields,
  };
}

function question(requestId: string, fields: Partial<RecordRow> = {}): RecordRow {
  return {
    tenantId: ours,
    userId: ann,
    requestId: `${ours} ${requestId}`,
    at: new Date("2026-03-02T12:00:00Z"),
    source: "app",
    outcome: "complete",
    collectionIds: [handbook],
    collectionId: handbook,
    documentIds: [],
    modelId: "openai/gpt-5-mini",
    costMicroUsd: 1000,
    firstWordMs: 300,
    totalMs: 1000,
    ...fields,
  };
}

/** Sums up all that there is. */
async function rollUpAll(): Promise<void> {
  while (await rollUpNext(april));
}

beforeAll(async () => {
  await forgetRollups();
  await asSystem(async (tx) => {
    await tx.insert(tenants).values([ours, theirs].map((id) => ({ id, name: "Tenant", slug: id })));
    await tx.insert(users).values([
      { id: ann, email: `${ann}@example.org`, name: "Ann" },
      { id: bob, email: `${bob}@example.org`, name: "Bob" },
    ]);
    await tx.insert(memberships).values([
      { tenantId: ours, userId: ann, role: "admin" },
      { tenantId: theirs, userId: ann, role: "admin" },
    ]);
    await tx.insert(collections).values({
      id: handbook,
      tenantId: ours,
      name: "Handbook",
      readers: "everyone",
      embeddingModel: "test",
      embeddingDimensions: 3,
    });
    await tx.insert(usageEvents).values([
      call({ collectionId: handbook }),
      call({ feature: "condense", modelId: "openai/gpt-5-nano", costMicroUsd: 50 }),
      call({ requestId: "r2", at: new Date("2026-03-02T23:59:59.999Z") }),
      call({ requestId: "r3", outcome: "error", outputTokens: 0, costMicroUsd: 0 }),
      // In another time zone this is still the second of March.
      call({ requestId: "r4", userId: bob, at: new Date("2026-03-03T00:00:00Z") }),
      call({
        userId: null,
        at: new Date("2026-03-03T08:00:00Z"),
        feature: "ingest-embedding",
        modelId: "embed",
      }),
      // Just outside, on both sides, and of another tenant.
      call({ requestId: "r6", at: new Date("2026-02-28T23:59:59.999Z"), costMicroUsd: 7 }),
      call({ requestId: "r7", at: new Date("2026-03-04T00:00:00Z"), costMicroUsd: 70_000 }),
      call({ requestId: "r8", tenantId: theirs, costMicroUsd: 700_000 }),
    ]);
    await tx.insert(requestRecords).values([
      question("r1", {
        failovers: 1,
        sentencesChecked: 4,
        sentencesUnsupported: 1,
        routingSavedMicroUsd: 20,
      }),
      question("r2", { cache: "exact", cacheSavedMicroUsd: 30, firstWordMs: 20, totalMs: 20 }),
      question("r3", { outcome: "abstained", totalMs: 500, firstWordMs: null }),
      question("r4", {
        userId: bob,
        at: new Date("2026-03-03T00:00:00Z"),
        firstWordMs: 5000,
        totalMs: 9000,
      }),
      question("r8", { tenantId: theirs }),
    ]);
    await tx.insert(requestTexts).values({
      tenantId: ours,
      requestId: `${ours} r3`,
      question: "Where is the pool?",
      answer: "",
      documentIds: [],
      expiresAt: new Date(Date.now() + 3_600_000),
    });
  });
});

afterAll(async () => {
  await forgetRollups();
  await closePool();
});

// Everything that's promised holds from the ledger alone, and from sums.
describe.each([
  ["read from the ledger", forgetRollups],
  ["read from sums", rollUpAll],
])("the usage report, %s", (_how, prepare) => {
  beforeAll(prepare);

  test("adds up calls, tokens and cost as the ledger has them", async () => {
    const { totals } = await report();
    expect(totals).toEqual({
      calls: 6,
      failedCalls: 1,
      inputTokens: 600,
      cachedInputTokens: 0,
      outputTokens: 50,
      costMicroUsd: 4050,
    });
  });

  test("lists every day in UTC, quiet ones too, and divides each by the dearest", async () => {
    const { grain, stack, buckets } = await report();
    expect(grain).toBe("day");
    expect(stack.map(({ key }) => key)).toEqual(["openai/gpt-5-mini", "embed", "openai/gpt-5-nano"]);
    expect(buckets.map(({ startsAt, calls, costs }) => [startsAt.slice(0, 10), calls, costs])).toEqual([
      ["2026-03-01", 0, [0, 0, 0, 0, 0]],
      ["2026-03-02", 4, [2000, 0, 50, 0, 0]],
      ["2026-03-03", 2, [1000, 1000, 0, 0, 0]],
    ]);
    expect(buckets.map(({ questions }) => questions?.requests ?? 0)).toEqual([0, 3, 1]);
  });

  test("tells questions apart by what became of them, and how long they took", async () => {
    const { questions } = await report();
    expect(questions).toMatchObject({
      requests: 4,
      abstained: 1,
      failed: 0,
      cacheHits: 1,
      failedOver: 1,
      sentencesChecked: 4,
      sentencesUnsupported: 1,
      cacheSavedMicroUsd: 30,
      routingSavedMicroUsd: 20,
    });
    const { totalMsP50, firstWordMsP95 } = questions ?? {};
    expect((totalMsP50 ?? 0) / 500).toBeCloseTo(1, 0);
    expect((firstWordMsP95 ?? 0) / 5000).toBeGreaterThan(1 / 1.26);
    expect((firstWordMsP95 ?? 0) / 5000).toBeLessThan(1.26);
  });

  test("breaks down by each dimension, the dearest first, with the names of those who are still there", async () => {
    const costs = async (by: UsageDimension) =>
      (await report(by)).rows.map(({ key, name, costMicroUsd }) => [key, name, costMicroUsd]);
    expect(await costs("user")).toEqual([
      [ann, "Ann", 2050],
      ...[
        [bob, null, 1000],
        ["none", null, 1000],
      ].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ]);
    expect(await costs("feature")).toEqual([
      ["answer", "answer", 3000],
      ["ingest-embedding", "ingest-embedding", 1000],
      ["condense", "condense", 50],
    ]);
    expect(await costs("collection")).toEqual([
      ["none", null, 3050],
      [handbook, "Handbook", 1000],
    ]);
    expect(await costs("provider")).toEqual([["openai", "openai", 4050]]);
    expect((await report("user")).rows.find(({ key }) => key === ann)?.requests).toBe(3);
  });

  test("filters combine, and where questions aren't told apart by one it says nothing of them", async () => {
    const both = await report("feature", { user: ann, collection: handbook });
    expect(both.totals).toMatchObject({ calls: 1, costMicroUsd: 1000 });
    expect(both.questions).toMatchObject({ requests: 3 });
    const nobody = await report("model", { user: "none" });
    expect(nobody.rows.map(({ key }) => key)).toEqual(["embed"]);
    const condense = await report("user", { feature: "condense" });
    expect(condense).toMatchObject({ questions: null, totals: { costMicroUsd: 50 } });
    expect(condense.rows[0]).toMatchObject({ key: ann, requests: null });
  });

  test("compares with as many days before, and shows a year by month", async () => {
    expect(periodBefore(march)).toEqual({ from: "2026-02-26", to: "2026-02-28" });
    expect((await report()).previous).toMatchObject({ calls: 1, costMicroUsd: 7 });
    const year = await report(
      "model",
      {},
      { principal: asRole("admin"), period: { from: "2025-04-01", to: "2026-03-31" } },
    );
    expect(year.grain).toBe("month");
    expect(year.buckets.slice(-2).map(({ costMicroUsd }) => costMicroUsd)).toEqual([7, 74_050]);
  });

  test("tells which questions had no answer, where their text is kept", async () => {
    expect((await report()).unanswered.map((each) => each.question)).toEqual(["Where is the pool?"]);
    expect((await report("model", { user: bob })).unanswered).toEqual([]);
  });

  test("shows a member nothing, and another tenant only its own", async () => {
    const seenByMember = await report("user", {}, { principal: asRole("member"), period: march });
    expect(seenByMember.totals.calls).toBe(0);
    expect(seenByMember.questions?.requests).toBe(0);
    expect([...seenByMember.rows, ...seenByMember.unanswered]).toEqual([]);
    const elsewhere = await report("model", {}, { principal: asRole("admin", theirs), period: march });
    expect(elsewhere.totals).toMatchObject({ calls: 1, costMicroUsd: 700_000 });
  });
});

test("a month's spend is the ledger's, and goes on as its weekdays went", async () => {
  const { spentMicroUsd, forecastMicroUsd, endsOn } = await monthSpend(
    asRole("admin"),
    new Date("2026-03-05T12:00:00Z"),
  );
  expect(spentMicroUsd).toBe(74_050);
  expect(endsOn).toBe("2026-03-31");
  expect(forecastMicroUsd).toBeGreaterThan(74_050);
  expect(await monthSpend(asRole("member"), new Date("2026-03-05T12:00:00Z"))).toMatchObject({
    spentMicroUsd: 0,
    forecastMicroUsd: null,
  });
});

/** Every sum of ours, without an order. */
async function sumsNow(): Promise<unknown[]> {
  const tables = ["usage_rollups", "request_rollups", "person_rollups", "citation_rollups"];
  const found = await asSystem(async (tx) => {
    const lists: string[] = [];
    for (const table of tables) {
      const { rows } = await tx.$client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t WHERE tenant_id = $1 ORDER BY 1`,
        [ours],
      );
      lists.push(...rows.map(({ row }) => row));
    }
    return lists;
  });
  return found;
}

describe("summing up", () => {
  test("twice changes nothing, and neither does forgetting all and beginning anew", async () => {
    await rollUpAll();
    const once = await sumsNow();
    expect(once.length).toBeGreaterThan(10);
    await rollUpAll();
    expect(await sumsNow()).toEqual(once);
    await forgetRollups();
    await rollUpAll();
    expect(await sumsNow()).toEqual(once);
  });

  test("leaves the hour that runs, and the one before until its rows must be there, to the ledger", async () => {
    await forgetRollups();
    const now = new Date("2026-03-02T13:05:00Z");
    while (await rollUpNext(now));
    expect((await report()).totals.costMicroUsd).toBe(4050);
    expect((await sumsNow()).filter((row) => String(row).includes("2026-03-02 12"))).toEqual([]);
  });

  test("counts rows that came in later than they say", async () => {
    await rollUpAll();
    const before = (await report()).totals.costMicroUsd;
    await asSystem((tx) => tx.insert(usageEvents).values(call({ requestId: "late", costMicroUsd: 300 })));
    const daysBack = 31; // from 2 April to 2 March
    expect(await rollUpLateRows(daysBack, april)).toBe(true);
    expect((await report()).totals.costMicroUsd).toBe(before + 300);
    expect(await rollUpLateRows(daysBack, april)).toBe(false);
  });
});
