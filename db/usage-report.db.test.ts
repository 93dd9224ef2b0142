import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Principal, Role } from "../lib/turn.ts";
import { asSystem, closePool } from "./client.ts";
import { memberships, tenants, users } from "./schema/identity.ts";
import { usageEvents } from "./schema/usage.ts";
import { periodBefore, usageReport } from "./usage-report.ts";

type UsageRow = typeof usageEvents.$inferInsert;

const march = { from: "2026-03-01", to: "2026-03-03" };
const ann = crypto.randomUUID();
const bob = crypto.randomUUID();
const ours = crypto.randomUUID();
const theirs = crypto.randomUUID();

function asRole(role: Role, tenantId = ours): Principal {
  return { tenantId, userId: ann, role, via: "session", apiKeyId: null, scopes: [] };
}

/** An answer of Ann's on 2 March, unless said otherwise. */
function call(fields: Partial<UsageRow>): UsageRow {
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

beforeAll(async () => {
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
    await tx.insert(usageEvents).values([
      call({}),
      call({ feature: "condense", modelId: "openai/gpt-5-nano", costMicroUsd: 50, totalMs: 100 }),
      call({ requestId: "r2", totalMs: 3000, at: new Date("2026-03-02T23:59:59.999Z") }),
      call({ requestId: "r3", totalMs: 90_000, outcome: "error", outputTokens: 0, costMicroUsd: 0 }),
      // In another time zone this is still the second of March.
      call({ requestId: "r4", userId: bob, at: new Date("2026-03-03T00:00:00Z"), totalMs: 5000 }),
      call({
        requestId: "r5",
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
  });
});

afterAll(closePool);

describe("the usage report", () => {
  test("adds up requests, tokens and cost, and takes latencies from finished answers only", async () => {
    const { totals } = await usageReport(asRole("admin"), march);
    expect(totals).toEqual({
      requests: 5,
      calls: 6,
      failedCalls: 1,
      inputTokens: 600,
      outputTokens: 50,
      costMicroUsd: 4050,
      latencyMsP50: 3000,
      latencyMsP95: 4800,
    });
  });

  test("lists every day in UTC, quiet ones too", async () => {
    const { byDay } = await usageReport(asRole("owner"), march);
    expect(byDay.map(({ day, requests }) => [day, requests])).toEqual([
      ["2026-03-01", 0],
      ["2026-03-02", 3],
      ["2026-03-03", 2],
    ]);
    expect(byDay[0]).toMatchObject({ costMicroUsd: 0, latencyMsP50: null });
    expect(byDay[1]).toMatchObject({ costMicroUsd: 2050, latencyMsP50: 2000 });
  });

  test("breaks down by model, feature and person, the most expensive first", async () => {
    const report = await usageReport(asRole("admin"), march);
    expect(report.byModel.map(({ modelId, calls }) => [modelId, calls])).toEqual([
      ["openai/gpt-5-mini", 4],
      ["embed", 1],
      ["openai/gpt-5-nano", 1],
    ]);
    expect(report.byFeature.map(({ feature }) => feature)).toEqual([
      "answer",
      "ingest-embedding",
      "condense",
    ]);
    expect(report.byUser.map(({ userId, name, costMicroUsd }) => [userId, name, costMicroUsd])).toEqual([
      [ann, "Ann", 2050],
      // Not a member any more: what they used stays, their name doesn't.
      expect.arrayContaining([null, 1000]),
      expect.arrayContaining([null, 1000]),
    ]);
  });

  test("compares with as many days before", async () => {
    expect(periodBefore(march)).toEqual({ from: "2026-02-26", to: "2026-02-28" });
    const { previous } = await usageReport(asRole("admin"), march);
    expect(previous).toMatchObject({ requests: 1, costMicroUsd: 7 });
  });

  test("shows a member nothing, and another tenant only its own", async () => {
    const seenByMember = await usageReport(asRole("member"), march);
    expect(seenByMember.totals.calls).toBe(0);
    expect(seenByMember.byUser).toEqual([]);
    const elsewhere = await usageReport(asRole("admin", theirs), march);
    expect(elsewhere.totals).toMatchObject({ calls: 1, costMicroUsd: 700_000 });
  });
});
