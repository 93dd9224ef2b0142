import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import {
  type BudgetChange,
  type BudgetOverview,
  type BudgetPeriod,
  type BudgetStanding,
  type NewBudget,
  spentShare,
} from "../lib/budget-schemas.ts";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { asSystem, type Tx, withTenant } from "./client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import { budgets } from "./schema/budget.ts";

type BudgetRow = typeof budgets.$inferSelect;

/** Which of those whom a budget is for: so many of those who used most, and who spent this share of its caps. */
interface WhichStandings {
  standingsMax: number;
  spentShareMin: number;
}

const shownStandings: WhichStandings = { standingsMax: 20, spentShareMin: 0 };

/** A tenant's budgets and what is used of each in the period that runs; also the cap that the operator set for it. Admins'. */
export function listBudgets(principal: Principal, which = shownStandings): Promise<BudgetOverview[]> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    const rows = await tx
      .select()
      .from(budgets)
      .where(eq(budgets.tenantId, tenantId))
      .orderBy(budgets.scope, budgets.period, budgets.createdAt);
    const overviews: BudgetOverview[] = [];
    const cap = await operatorsCap(tx, principal);
    if (cap) overviews.push(cap);
    for (const row of rows) overviews.push(await overviewOf(tx, row, tenantId, which));
    return overviews;
  });
}

/** System. The installation's budgets, and the hourly cap of the environment. For those who may manage the installation. */
export function listInstallationBudgets(): Promise<BudgetOverview[]> {
  return asSystem(async (tx) => {
    const rows = await tx.select().from(budgets).where(isNull(budgets.tenantId)).orderBy(budgets.period);
    const overviews: BudgetOverview[] = [];
    const hourCap = Math.round(env().SPEND_PER_HOUR_MAX_USD * 1_000_000);
    if (hourCap > 0) {
      const standings = await standingsOf(tx, { budget: "hour-cap", period: "hour", tenantId: null });
      overviews.push(ofEnvironment("installation", "hour", hourCap, standings));
    }
    for (const row of rows) overviews.push(await overviewOf(tx, row, null));
    return overviews;
  });
}

/**
 * Adds a tenant's budget and returns its id. Throws `conflict` where there is one for the same and period, `not_found` for a person
 * or key who isn't the tenant's, and `forbidden` for members.
 */
export async function createBudget(principal: Principal, budget: NewBudget): Promise<string> {
  const { tenantId, userId: createdBy } = principal;
  requireAdmin(principal);
  return withTenant(principal, async (tx) => {
    await requireSubject(tx, tenantId, budget);
    return insert(tx, { ...budget, tenantId, createdBy });
  });
}

/** System. Adds a budget of the installation. Throws `conflict` where there is one for this period. */
export function createInstallationBudget(createdBy: string, budget: NewBudget): Promise<string> {
  return asSystem((tx) => insert(tx, { ...budget, subject: null, tenantId: null, createdBy }));
}

/** Other caps for a tenant's budget, at once. Throws `not_found` for another's and for one of the installation. */
export async function changeBudget(principal: Principal, id: string, change: BudgetChange): Promise<void> {
  const own = and(eq(budgets.tenantId, principal.tenantId), eq(budgets.id, id));
  await withTenant(principal, (tx) => update(tx, own, change));
}

/** System. The same for one of the installation. */
export async function changeInstallationBudget(id: string, change: BudgetChange): Promise<void> {
  await asSystem((tx) => update(tx, and(isNull(budgets.tenantId), eq(budgets.id, id)), change));
}

/** Removes a tenant's budget, with what was counted for it. Throws `not_found` as changing does. */
export async function deleteBudget(principal: Principal, id: string): Promise<void> {
  const own = and(eq(budgets.tenantId, principal.tenantId), eq(budgets.id, id));
  await withTenant(principal, (tx) => remove(tx, own));
}

/** System. The same for one of the installation. */
export async function deleteInstallationBudget(id: string): Promise<void> {
  await asSystem((tx) => remove(tx, and(isNull(budgets.tenantId), eq(budgets.id, id))));
}

async function insert(tx: Tx, values: typeof budgets.$inferInsert): Promise<string> {
  try {
    const [row] = await tx.insert(budgets).values(values).returning({ id: budgets.id });
    return row!.id;
  } catch (error) {
    if (!isUniqueViolation(error, "budgets_subject")) throw error;
    const publicMessage = "There is a budget for this and this period already. Change that one.";
    throw new AppError("conflict", { publicMessage });
  }
}

async function update(tx: Tx, which: SQL | undefined, change: BudgetChange): Promise<void> {
  const set = { ...change, changedAt: new Date() };
  const { rowCount } = await tx.update(budgets).set(set).where(which);
  if (!rowCount) throw budgetNotFound();
}

async function remove(tx: Tx, which: SQL | undefined): Promise<void> {
  const { rowCount } = await tx.delete(budgets).where(which);
  if (!rowCount) throw budgetNotFound();
}

const budgetNotFound = () => new AppError("not_found", { publicMessage: "There is no such budget." });

function requireAdmin({ role }: Principal): void {
  if (role === "member") throw new AppError("forbidden");
}

async function requireSubject(tx: Tx, tenantId: string, { scope, subject }: NewBudget): Promise<void> {
  if (subject === null || (scope !== "user" && scope !== "api-key")) return;
  const { rows } = await tx.execute(
    scope === "user"
      ? sql`SELECT FROM member_profiles WHERE tenant_id = ${tenantId} AND user_id::text = ${subject}`
      : sql`SELECT FROM api_keys WHERE tenant_id = ${tenantId} AND id::text = ${subject}`,
  );
  if (rows.length > 0) return;
  const publicMessage = scope === "user" ? "There is no such member." : "There is no such API key.";
  throw new AppError("not_found", { publicMessage });
}

/** What the operator lets this tenant spend in a month: its own figure, else the one for all. Null: as much as it likes. */
async function operatorsCap(tx: Tx, { tenantId, role }: Principal): Promise<BudgetOverview | null> {
  if (role === "member") return null;
  const { rows } = await tx.execute<{ cap: string }>(
    sql`SELECT monthly_budget_micro_usd AS cap FROM tenants WHERE id = ${tenantId}`,
  );
  const cap = Number(rows[0]?.cap ?? 0) || Math.round(env().MONTHLY_BUDGET_USD * 1_000_000);
  if (cap === 0) return null;
  const spent = { budget: "tenant-cap", period: "month" as const, tenantId };
  const standings = await standingsOf(tx, spent);
  return ofEnvironment("tenant", "month", cap, standings);
}

function ofEnvironment(
  scope: "tenant" | "installation",
  period: BudgetPeriod,
  microUsdMax: number,
  standings: BudgetStanding[],
): BudgetOverview {
  return {
    id: null,
    scope,
    subject: null,
    subjectName: null,
    period,
    microUsdMax,
    tokensMax: null,
    isHard: true,
    resetsAt: resetOf(period),
    standings: standings.map((standing) => ({ ...standing, subject: "", name: null })),
  };
}

async function overviewOf(
  tx: Tx,
  row: BudgetRow,
  tenantId: string | null,
  { standingsMax, spentShareMin } = shownStandings,
): Promise<BudgetOverview> {
  const { id, scope, subject, period, microUsdMax, tokensMax, isHard } = row;
  const startsAt = startOf(period);
  const counted = await standingsOf(tx, { budget: id, period, tenantId, standingsMax });
  const isYoung = row.createdAt.getTime() > startsAt.getTime();
  const all = isYoung ? withLedger(counted, await spentBefore(tx, row, { startsAt, standingsMax })) : counted;
  const standings = all
    .filter((standing) => spentShare(row, standing) >= spentShareMin)
    .slice(0, standingsMax);
  const [subjectName] = tenantId && subject ? await namesOf(tx, tenantId, [subject]) : [];
  const names = tenantId
    ? await namesOf(
        tx,
        tenantId,
        standings.map((standing) => standing.subject),
      )
    : [];
  return {
    ...{ id, scope, subject, period, microUsdMax, tokensMax, isHard },
    subjectName: subjectName ?? null,
    resetsAt: resetOf(period),
    standings: standings.map((standing, i) => ({ ...standing, name: names[i] ?? null })),
  };
}

type Spent = Omit<BudgetStanding, "name">;

/** What the period that runs has counted: a hold whose process died counts as spent, as it will be booked. */
async function standingsOf(
  tx: Tx,
  {
    budget,
    period,
    tenantId,
    standingsMax = shownStandings.standingsMax,
  }: { budget: string; period: BudgetPeriod; tenantId: string | null; standingsMax?: number },
): Promise<BudgetStanding[]> {
  const { rows } = await tx.execute<Record<string, string>>(sql`
    SELECT p.subject, p.spent_micro_usd, p.spent_tokens, p.lost_micro_usd, p.lost_tokens,
      coalesce(sum(h.micro_usd) FILTER (WHERE h.expires_at > now()), 0) AS held_micro_usd,
      coalesce(sum(h.tokens) FILTER (WHERE h.expires_at > now()), 0) AS held_tokens,
      coalesce(sum(h.micro_usd) FILTER (WHERE h.expires_at <= now()), 0) AS dead_micro_usd,
      coalesce(sum(h.tokens) FILTER (WHERE h.expires_at <= now()), 0) AS dead_tokens
    FROM budget_periods p LEFT JOIN budget_holds h USING (budget, subject, starts_at)
    WHERE p.budget = ${budget} AND p.starts_at = date_trunc(${period}, now(), 'UTC')
      AND p.tenant_id IS NOT DISTINCT FROM ${tenantId}::uuid
    GROUP BY p.budget, p.subject, p.starts_at
    ORDER BY p.spent_micro_usd DESC, p.spent_tokens DESC, p.subject LIMIT ${standingsMax}`);
  return rows.map((row) => {
    const dead = amounts(row, "dead");
    return {
      subject: row.subject ?? "",
      name: null,
      spent: plus(amounts(row, "spent"), dead),
      held: amounts(row, "held"),
      lost: plus(amounts(row, "lost"), dead),
    };
  });
}

const amounts = (row: Record<string, string>, what: string) => ({
  microUsd: Number(row[`${what}_micro_usd`]),
  tokens: Number(row[`${what}_tokens`]),
});

const plus = (a: Spent["spent"], b: Spent["spent"]) => ({
  microUsd: a.microUsd + b.microUsd,
  tokens: a.tokens + b.tokens,
});

/** What a budget that was made in mid-period will begin with, for those who haven't asked since: the ledger's word. */
async function spentBefore(
  tx: Tx,
  budget: BudgetRow,
  { startsAt, standingsMax }: { startsAt: Date; standingsMax: number },
): Promise<BudgetStanding[]> {
  const { scope, subject, tenantId } = budget;
  const whose = { user: sql`user_id::text`, "api-key": sql`api_key_id::text` }[scope as string] ?? sql`''`;
  const { rows } = await tx.execute<{ subject: string; spent_micro_usd: string; spent_tokens: string }>(sql`
    SELECT ${whose} AS subject, sum(cost_micro_usd) AS spent_micro_usd,
      coalesce(sum(input_tokens + output_tokens) FILTER (WHERE provider <> 'builtin'), 0) AS spent_tokens
    FROM usage_events
    WHERE at >= ${startsAt.toISOString()} AND ${tenantId ? sql`tenant_id = ${tenantId}` : sql`true`}
      AND ${whose} IS NOT NULL AND ${scope === "feature" ? sql`feature = ${subject}` : sql`true`}
      AND ${subject && scope !== "feature" ? sql`${whose} = ${subject}` : sql`true`}
    GROUP BY 1 ORDER BY 2 DESC LIMIT ${standingsMax}`);
  const none = { microUsd: 0, tokens: 0 };
  return rows.map((row) => ({
    subject: row.subject,
    name: null,
    spent: amounts(row, "spent"),
    held: none,
    lost: none,
  }));
}

function withLedger(counted: BudgetStanding[], before: BudgetStanding[]): BudgetStanding[] {
  const known = new Set(counted.map(({ subject }) => subject));
  return [...counted, ...before.filter(({ subject }) => !known.has(subject))].toSorted(
    (a, b) => b.spent.microUsd - a.spent.microUsd || b.spent.tokens - a.spent.tokens,
  );
}

/** The names of persons and keys, in the order of their ids. */
async function namesOf(tx: Tx, tenantId: string, ids: string[]): Promise<(string | null)[]> {
  if (!ids.some(Boolean)) return ids.map(() => null);
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    SELECT user_id::text AS id, name FROM member_profiles WHERE tenant_id = ${tenantId} AND user_id::text IN ${ids}
    UNION ALL SELECT id::text, name FROM api_keys WHERE tenant_id = ${tenantId} AND id::text IN ${ids}`);
  const nameOf = new Map(rows.map(({ id, name }) => [id, name]));
  return ids.map((id) => nameOf.get(id) ?? null);
}

function startOf(period: BudgetPeriod): Date {
  const now = new Date();
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (period === "month") return new Date(Date.UTC(year, month));
  return new Date(Date.UTC(year, month, day, period === "hour" ? now.getUTCHours() : 0));
}

function resetOf(period: BudgetPeriod): string {
  const start = startOf(period);
  if (period === "month") start.setUTCMonth(start.getUTCMonth() + 1);
  else start.setTime(start.getTime() + { hour: 3_600_000, day: 86_400_000 }[period]);
  return start.toISOString();
}
