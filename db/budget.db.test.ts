import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Principal } from "../lib/turn.ts";
import { reserveBudget, type SpendPart, settleBudget } from "./budget.ts";
import { createBudget, deleteBudget, listBudgets } from "./budgets.ts";
import { asSystem } from "./client.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";
import { recordUsage } from "./usage.ts";

let tenant: TestTenant;
let principal: Principal;

beforeEach(async () => {
  tenant = await createTestTenant();
  principal = tenant.owner;
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const query = (text: string, values: unknown[] = []) => asSystem((tx) => tx.$client.query(text, values));

const setCap = (microUsd: number) =>
  query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [principal.tenantId, microUsd]);

const answer = (microUsd: number, tokens = 0): SpendPart[] => [{ feature: "answer", microUsd, tokens }];

/** Reserves, or fails the test. */
async function hold(parts: SpendPart[], who = principal) {
  const reservation = await reserveBudget(who, parts);
  if (reservation.refused) throw new Error(`refused by ${reservation.refused.scope}`);
  return reservation.hold;
}

const refusalOf = async (parts: SpendPart[], who = principal) => (await reserveBudget(who, parts)).refused;

async function standing(): Promise<{ spent: number; lost: number; holds: number }> {
  const { rows } = await query(
    `SELECT coalesce((SELECT sum(spent_micro_usd) FROM budget_periods WHERE tenant_id = $1), 0)::int AS spent,
            coalesce((SELECT sum(lost_micro_usd) FROM budget_periods WHERE tenant_id = $1), 0)::int AS lost,
            (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds`,
    [principal.tenantId],
  );
  return rows[0];
}

/** As if the processes that hold these had died long ago. */
const letExpire = (...ids: (string | null)[]) =>
  query("UPDATE budget_holds SET expires_at = now() - interval '1 second' WHERE id = ANY ($1)", [ids]);

const perDay = { tokensMax: null, isHard: true, subject: null, period: "day" } as const;

describe("a budget", () => {
  test("admits exactly what fits, however many ask at once, and says what is left and until when", async () => {
    await setCap(1000);
    const asked = await Promise.all(Array.from({ length: 30 }, () => reserveBudget(principal, answer(100))));
    expect(asked.filter(({ refused }) => !refused)).toHaveLength(10);
    const refused = asked.filter((result) => result.refused);
    expect(refused).toHaveLength(20);
    for (const refusal of refused)
      expect(refusal).toMatchObject({
        refused: { budget: "tenant-cap", period: "month", microUsd: 0, resetsInSeconds: expect.any(Number) },
        left: { microUsd: 0, tokens: null },
      });
  });

  test("books what was spent and frees the rest of the hold", async () => {
    await setCap(1000);
    const held = await hold(answer(900));
    expect(await refusalOf(answer(200))).toMatchObject({ microUsd: 100 });
    await settleBudget(principal, held, answer(50));
    expect(await standing()).toEqual({ spent: 50, lost: 0, holds: 0 });
    await hold(answer(900));
  });

  test("books a hold once, though it's settled twice", async () => {
    await setCap(1000);
    const held = await hold(answer(10));
    await Promise.all([settleBudget(principal, held, answer(7)), settleBudget(principal, held, answer(7))]);
    expect(await standing()).toEqual({ spent: 7, lost: 0, holds: 0 });
  });

  test("takes back the hold of a process that died, and counts its worst case as spent", async () => {
    await setCap(1000);
    const dead = await hold(answer(600));
    await letExpire(dead.id);
    expect(await refusalOf(answer(500))).toMatchObject({ microUsd: 400 });
    expect(await standing()).toEqual({ spent: 600, lost: 600, holds: 0 });
    await settleBudget(principal, dead, answer(5)); // it was slow, not dead: its worst case is booked already
    expect(await standing()).toEqual({ spent: 600, lost: 600, holds: 0 });
  });

  test("takes back what died elsewhere on any reservation", async () => {
    await createBudget(principal, { ...perDay, scope: "user", microUsdMax: 100 });
    const dead = await hold(answer(60), tenant.member);
    await letExpire(dead.id);
    await hold(answer(1), tenant.other);
    const { rows } = await query("SELECT count(*)::int AS n FROM budget_holds WHERE id = $1", [dead.id]);
    expect(rows).toEqual([{ n: 0 }]);
  });

  test("without a cap admits anything and holds nothing", async () => {
    expect(await hold(answer(10_000_000_000))).toEqual({ id: null });
    expect(await standing()).toMatchObject({ holds: 0 });
  });

  test("counts in tokens, in money, or in both", async () => {
    await createBudget(principal, { ...perDay, scope: "tenant", microUsdMax: 1000, tokensMax: 50 });
    expect(await refusalOf(answer(10, 60))).toMatchObject({ microUsd: 1000, tokens: 50 });
    expect(await refusalOf(answer(1001, 10))).toBeDefined();
    await hold(answer(0, 50)); // what costs no money counts in tokens all the same
    expect(await refusalOf(answer(1, 1))).toBeDefined();
  });

  test("for each person counts each by themselves, with their keys, and one for a person goes before it", async () => {
    await createBudget(principal, { ...perDay, scope: "user", microUsdMax: 100 });
    const subject = tenant.other.userId;
    await createBudget(principal, { ...perDay, scope: "user", subject, microUsdMax: 500 });
    await hold(answer(100), tenant.member);
    const byKey: Principal = { ...tenant.member, via: "api-key", apiKeyId: crypto.randomUUID() };
    expect(await refusalOf(answer(1), byKey)).toMatchObject({ scope: "user" });
    await hold(answer(100), tenant.admin);
    await hold(answer(500), tenant.other);
  });

  test("for API keys leaves people alone", async () => {
    await createBudget(principal, { ...perDay, scope: "api-key", microUsdMax: 100 });
    const byKey: Principal = { ...principal, via: "api-key", apiKeyId: crypto.randomUUID() };
    await hold(answer(100), byKey);
    expect(await refusalOf(answer(1), byKey)).toMatchObject({ scope: "api-key" });
    await hold(answer(1000));
  });

  test("for a feature counts its part alone", async () => {
    await createBudget(principal, { ...perDay, scope: "feature", subject: "rerank", microUsdMax: 100 });
    const parts = (rerank: number): SpendPart[] => [
      ...answer(10_000),
      { feature: "rerank", microUsd: rerank, tokens: 0 },
    ];
    const held = await hold(parts(90));
    expect(await refusalOf(parts(20))).toMatchObject({ scope: "feature", feature: "rerank", microUsd: 10 });
    await settleBudget(principal, held, parts(30));
    expect(await standing()).toEqual({ spent: 30, lost: 0, holds: 0 });
  });

  test("that is soft refuses nothing and counts all the same", async () => {
    await createBudget(principal, { ...perDay, scope: "tenant", microUsdMax: 100, isHard: false });
    const held = await hold(answer(500));
    await settleBudget(principal, held, answer(400));
    expect(await listBudgets(principal)).toMatchObject([
      { isHard: false, standings: [{ spent: { microUsd: 400 } }] },
    ]);
  });

  test("holds nothing of any budget where one has no room, and names the one that starts anew last", async () => {
    await setCap(100);
    await createBudget(principal, { ...perDay, scope: "tenant", microUsdMax: 50 });
    expect(await refusalOf(answer(200))).toMatchObject({ period: "month", microUsd: 100 });
    expect((await reserveBudget(principal, answer(200))) as object).toMatchObject({ left: { microUsd: 50 } });
    expect(await standing()).toMatchObject({ holds: 0 });
  });

  test("that is made in mid-period begins with what the ledger knows", async () => {
    const call = {
      provider: "test",
      modelId: "m",
      inputTokens: 7,
      outputTokens: 3,
      totalMs: 1,
      outcome: "ok",
    } as const;
    await recordUsage(principal, { ...call, requestId: "r", feature: "answer", costMicroUsd: 80 });
    await createBudget(principal, { ...perDay, scope: "tenant", microUsdMax: 100 });
    expect(await listBudgets(principal)).toMatchObject([
      { standings: [{ spent: { microUsd: 80, tokens: 10 } }] },
    ]);
    expect(await refusalOf(answer(30))).toMatchObject({ microUsd: 20 });
  });

  test("begins anew with its period", async () => {
    await setCap(100);
    const held = await hold(answer(100));
    await query("UPDATE budget_periods SET starts_at = starts_at - interval '1 month' WHERE tenant_id = $1", [
      principal.tenantId,
    ]);
    await query("UPDATE budget_holds SET starts_at = starts_at - interval '1 month' WHERE tenant_id = $1", [
      principal.tenantId,
    ]);
    await hold(answer(100));
    await settleBudget(principal, held, answer(100)); // booked where it was held
    expect(await standing()).toEqual({ spent: 100, lost: 0, holds: 1 });
  });

  test("takes along what was counted when it's removed, and what runs settles the rest", async () => {
    const id = await createBudget(principal, { ...perDay, scope: "tenant", microUsdMax: 100 });
    const held = await hold(answer(50));
    await deleteBudget(principal, id);
    await settleBudget(principal, held, answer(50));
    expect(await standing()).toEqual({ spent: 0, lost: 0, holds: 0 });
  });
});

/** What becomes of a request after it was admitted. */
type Fate = "settles" | "aborts" | "crashes";
interface Ask {
  /** 0: a person; 1: another; 2: another, by a key. */
  who: number;
  worst: number;
  /** What it really spends, as a share of that. */
  share: number;
  fate: Fate;
}

const asks = fc.array(
  fc.record<Ask>({
    who: fc.nat(2),
    worst: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    fate: fc.constantFrom<Fate>("settles", "settles", "aborts", "crashes"),
  }),
  { minLength: 1, maxLength: 24 },
);

test("no interleaving of requests, aborts and crashes passes a cap or leaks a hold", async () => {
  await fc.assert(
    fc.asyncProperty(
      asks,
      fc.scheduler(),
      fc.record({ tenant: fc.integer({ min: 20, max: 300 }), user: fc.integer({ min: 10, max: 150 }) }),
      async (requests, scheduler, caps) => {
        tenant = await createTestTenant();
        principal = tenant.owner;
        await createBudget(principal, { ...perDay, scope: "tenant", microUsdMax: caps.tenant });
        await createBudget(principal, { ...perDay, scope: "user", microUsdMax: caps.user });
        const key: Principal = { ...tenant.other, via: "api-key", apiKeyId: crypto.randomUUID() };
        const people = [tenant.member, tenant.admin, key];
        const spentBy = [0, 0, 0];
        const run = async ({ who, worst, share, fate }: Ask) => {
          const person = people[who] ?? principal;
          await scheduler.schedule(Promise.resolve(), "asks");
          const reservation = await reserveBudget(person, answer(worst));
          if (reservation.refused) return;
          await scheduler.schedule(Promise.resolve(), "spends");
          const spent = fate === "aborts" ? 0 : Math.floor(worst * share);
          spentBy[who] = (spentBy[who] ?? 0) + spent;
          await scheduler.schedule(Promise.resolve(), fate);
          if (fate === "crashes") await letExpire(reservation.hold.id);
          else await settleBudget(person, reservation.hold, answer(spent));
        };
        await scheduler.waitFor(Promise.all(requests.map(run)));
        await query("SELECT lectern_reclaim_all_budget_holds()");

        const total = spentBy.reduce((sum, spent) => sum + spent, 0);
        expect(total).toBeLessThanOrEqual(caps.tenant);
        for (const spent of spentBy) expect(spent).toBeLessThanOrEqual(caps.user);
        const { rows } = await query(
          "SELECT max(spent_micro_usd) FILTER (WHERE subject = '')::int AS tenant, max(spent_micro_usd) FILTER (WHERE subject <> '')::int AS most FROM budget_periods WHERE tenant_id = $1",
          [principal.tenantId],
        );
        expect(rows[0].tenant ?? 0).toBeLessThanOrEqual(caps.tenant);
        expect(rows[0].tenant ?? 0).toBeGreaterThanOrEqual(total);
        expect(rows[0].most ?? 0).toBeLessThanOrEqual(caps.user);
        expect(await standing()).toMatchObject({ holds: 0 });
      },
    ),
    { numRuns: 30 },
  );
});
