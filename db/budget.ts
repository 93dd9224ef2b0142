import type { Amounts, BudgetPeriod, BudgetScope } from "../lib/budget-schemas.ts";
import { env } from "../lib/env.ts";
import type { Principal } from "../lib/turn.ts";
import { pool } from "./client.ts";
import type { UsageEvent } from "./usage.ts";

/** What one feature of a request may spend, or has spent. */
export interface SpendPart extends Amounts {
  feature: UsageEvent["feature"];
}

/** Budget set aside for one running request. */
export interface Hold {
  /** Null where nothing that it counts against is capped. */
  id: string | null;
}

/** The budget that doesn't cover a request, with what it leaves. Null: it isn't capped in this unit. */
export interface BudgetRefusal {
  /** Its id; `tenant-cap` and `hour-cap` are the environment's. */
  budget: string;
  scope: BudgetScope;
  feature: string | null;
  period: BudgetPeriod;
  microUsd: number | null;
  tokens: number | null;
  resetsInSeconds: number;
}

/**
 * Admitted, it tells which share the tightest of the budgets that would refuse has left, 0 to 1 (1: nothing is capped; the
 * installation's don't count); refused, what it leaves, for choosing something cheaper.
 */
export type Reservation =
  | { hold: Hold; leftShare: number; refused?: undefined }
  | { refused: BudgetRefusal; left: { microUsd: number | null; tokens: number | null } };

/** A hold outlives any run: a batch waits ten minutes for a place, and five minutes is the longest that a model writes. */
const holdLifeMinutes = 30;

const usdToMicro = (usd: number) => Math.round(usd * 1_000_000);

/**
 * Sets all parts of a request aside from every budget that it counts against, or from none, in one round trip. Each budget's
 * row is locked while it's summed up, all in one order, so parallel requests can't pass a cap together and can't wait for each other
 * in a circle. What processes that died had reserved is booked as spent on the way. It runs past row-level security, since the
 * installation's budgets are everybody's; the statement names the tenant.
 */
export async function reserveBudget(
  principal: Principal,
  parts: SpendPart[],
  { lifeMinutes = holdLifeMinutes }: { lifeMinutes?: number } = {},
): Promise<Reservation> {
  const { tenantId, userId, apiKeyId } = principal;
  const { MONTHLY_BUDGET_USD, SPEND_PER_HOUR_MAX_USD } = env();
  const { rows } = await pool().query<{
    reservation: { hold: string | null; leftShare: number } | Extract<Reservation, { left: unknown }>;
  }>("SELECT lectern_reserve_budget($1, $2, $3, $4, $5, $6, make_interval(mins => $7)) AS reservation", [
    tenantId,
    userId,
    apiKeyId,
    JSON.stringify(parts),
    usdToMicro(MONTHLY_BUDGET_USD),
    usdToMicro(SPEND_PER_HOUR_MAX_USD),
    lifeMinutes,
  ]);
  const reservation = rows[0]!.reservation;
  if ("refused" in reservation) return reservation;
  return { hold: { id: reservation.hold }, leftShare: reservation.leftShare };
}

/**
 * Gives the hold back and books what was really spent, in one round trip. Booking happens once: settling again changes nothing,
 * and neither does settling a hold that was reclaimed, whose worst case is booked.
 */
export async function settleBudget(principal: Principal, hold: Hold, parts: SpendPart[]): Promise<void> {
  if (hold.id === null) return;
  await pool().query("SELECT lectern_settle_budget($1, $2, $3)", [
    principal.tenantId,
    hold.id,
    JSON.stringify(parts),
  ]);
}
