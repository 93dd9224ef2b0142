import { and, eq, sql } from "drizzle-orm";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { tenants } from "./schema/identity.ts";
import { budgetHolds, budgetPeriods } from "./schema/usage.ts";

/** Budget set aside for one running request. */
export interface Hold {
  id: string;
  microUsd: number;
}

/** A hold outlives any run; one that is older belonged to a process that died, and stops counting. */
const holdLifeMinutes = 15;

const thisMonth = () => `${new Date().toISOString().slice(0, 7)}-01`;

function secondsToNextMonth(): number {
  const now = new Date();
  return Math.ceil((Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - now.getTime()) / 1000);
}

/**
 * Sets `microUsd` aside from the tenant's budget for this calendar month (UTC). The period's row is locked for the
 * transaction, so parallel requests pass one by one and can't pass a cap together. Throws `budget_exhausted`, which says
 * when the budget starts anew. A tenant without a cap of its own has MONTHLY_BUDGET_USD; 0 there means no cap.
 */
export async function reserveBudget(principal: Principal, microUsd: number): Promise<Hold> {
  const { tenantId } = principal;
  const period = thisMonth();
  return withTenant(principal, async (tx) => {
    const [row] = await tx
      .insert(budgetPeriods)
      .values({ tenantId, period })
      .onConflictDoUpdate({ target: [budgetPeriods.tenantId, budgetPeriods.period], set: { period } })
      .returning({ spent: budgetPeriods.spentMicroUsd });
    const [budget] = await tx
      .select({ cap: tenants.monthlyBudgetMicroUsd })
      .from(tenants)
      .where(eq(tenants.id, tenantId));
    const cap = budget?.cap || env().MONTHLY_BUDGET_USD * 1_000_000;
    if (cap > 0) {
      const [held] = await tx
        .select({ sum: sql<string>`coalesce(sum(${budgetHolds.microUsd}), 0)` })
        .from(budgetHolds)
        .where(
          and(
            eq(budgetHolds.tenantId, tenantId),
            eq(budgetHolds.period, period),
            sql`${budgetHolds.expiresAt} > now()`,
          ),
        );
      const left = cap - (row?.spent ?? 0) - Number(held?.sum ?? 0);
      if (microUsd > left) throw budgetExhausted(Math.max(left, 0));
    }
    const [hold] = await tx
      .insert(budgetHolds)
      .values({
        tenantId,
        period,
        microUsd,
        expiresAt: sql`now() + make_interval(mins => ${holdLifeMinutes})` as unknown as Date,
      })
      .returning({ id: budgetHolds.id });
    return { id: hold!.id, microUsd };
  });
}

/** Gives the hold back and books what was really spent. Booking happens once: settling again changes nothing. */
export async function settleBudget(principal: Principal, hold: Hold, spentMicroUsd: number): Promise<void> {
  const { tenantId } = principal;
  await withTenant(principal, async (tx) => {
    const [released] = await tx
      .delete(budgetHolds)
      .where(and(eq(budgetHolds.tenantId, tenantId), eq(budgetHolds.id, hold.id)))
      .returning({ period: budgetHolds.period });
    if (!released) return;
    await tx
      .update(budgetPeriods)
      .set({ spentMicroUsd: sql`${budgetPeriods.spentMicroUsd} + ${spentMicroUsd}` })
      .where(and(eq(budgetPeriods.tenantId, tenantId), eq(budgetPeriods.period, released.period)));
  });
}

function budgetExhausted(leftMicroUsd: number): AppError {
  const left = (leftMicroUsd / 1_000_000).toFixed(2);
  return new AppError("budget_exhausted", {
    publicMessage: `This month's budget is used up: $${left} is left, less than this question may cost. It starts anew on the first of next month (UTC).`,
    retryAfterSeconds: secondsToNextMonth(),
  });
}
