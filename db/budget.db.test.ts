import { beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "../lib/turn.ts";
import { reserveBudget, settleBudget } from "./budget.ts";
import { asSystem } from "./client.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";

let principal: Principal;

beforeEach(async () => {
  principal = (await createTestTenant()).owner;
});

const setCap = (microUsd: number) =>
  asSystem((tx) =>
    tx.$client.query("UPDATE tenants SET monthly_budget_micro_usd = $2 WHERE id = $1", [
      principal.tenantId,
      microUsd,
    ]),
  );

async function spent(): Promise<{ spent: number; holds: number }> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ spent: number; holds: number }>(
      `SELECT coalesce((SELECT sum(spent_micro_usd) FROM budget_periods WHERE tenant_id = $1), 0)::int AS spent,
              (SELECT count(*) FROM budget_holds WHERE tenant_id = $1)::int AS holds`,
      [principal.tenantId],
    ),
  );
  return rows[0] ?? { spent: 0, holds: 0 };
}

describe("a budget", () => {
  test("admits exactly what fits, however many ask at once", async () => {
    await setCap(1000);
    const asked = await Promise.allSettled(Array.from({ length: 30 }, () => reserveBudget(principal, 100)));
    expect(asked.filter((result) => result.status === "fulfilled")).toHaveLength(10);
    const refusals = asked.filter((result) => result.status === "rejected");
    expect(refusals).toHaveLength(20);
    for (const { reason } of refusals) {
      expect(reason).toMatchObject({
        code: "budget_exhausted",
        status: 429,
        retryAfterSeconds: expect.any(Number),
      });
    }
  });

  test("books what was spent and frees the rest of the hold", async () => {
    await setCap(1000);
    const hold = await reserveBudget(principal, 900);
    await expect(reserveBudget(principal, 200)).rejects.toMatchObject({ code: "budget_exhausted" });
    await settleBudget(principal, hold, 50);
    expect(await spent()).toEqual({ spent: 50, holds: 0 });
    await expect(reserveBudget(principal, 900)).resolves.toMatchObject({ microUsd: 900 });
  });

  test("books a hold once, though it's settled twice", async () => {
    const hold = await reserveBudget(principal, 10);
    await Promise.all([settleBudget(principal, hold, 7), settleBudget(principal, hold, 7)]);
    expect(await spent()).toEqual({ spent: 7, holds: 0 });
  });

  test("forgets the hold of a process that died", async () => {
    await setCap(1000);
    const { id } = await reserveBudget(principal, 1000);
    await expect(reserveBudget(principal, 1)).rejects.toMatchObject({ code: "budget_exhausted" });
    await asSystem((tx) =>
      tx.$client.query("UPDATE budget_holds SET expires_at = now() - interval '1 second' WHERE id = $1", [
        id,
      ]),
    );
    await expect(reserveBudget(principal, 1000)).resolves.toBeDefined();
  });

  test("without a cap admits anything", async () => {
    await expect(reserveBudget(principal, 10_000_000_000)).resolves.toBeDefined();
  });
});
