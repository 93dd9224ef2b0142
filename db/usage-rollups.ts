/**
 * Usage summed up, so that a year of it opens at once. An hour is summed up ten minutes after it ended, a day from its hours, a month
 * from its days, and never before it's over: what isn't summed up yet is read from the ledger (lib/cover-period.ts), so that nobody
 * sees old figures. All of it can be made anew from the ledger at any time.
 *
 * Sums are kept by model, provider, feature and collection, beside them for each person alone, and for each person by all of these. At
 * 100,000 questions a day by 500 people and in 8 collections these are some 40, 500 and 3,500 rows a day; hours are therefore kept for
 * weeks, of people for days.
 */
import { endOfSpan, startOfSpan } from "../lib/cover-period.ts";
import type { RollupSpan } from "../lib/usage-schemas.ts";
import { asSystem, pool, type Tx } from "./client.ts";
import { type Summing, summings } from "./usage-sums.ts";

/** A row's date is its transaction's beginning, and no transaction that writes it takes minutes. */
const settledAfterMs = 10 * 60_000;
const dayMs = 86_400_000;
/** How long sums by hour are kept: of all people together, and of each and of documents. */
export const hoursKeptDays = { together: 35, each: 3 };
/** As much is summed up in one transaction: a year that nobody has summed up yet takes 53 of them. */
const atOnceMs = 7 * dayMs;
/** Days in which rows are looked for that came in later than they say. */
const lateDaysMax = 35;

/** System. Up to where everything is summed up, the start of an hour; null: nothing is. */
export async function findRolledUntil(): Promise<Date | null> {
  const { rows } = await pool().query<{ until: Date | null }>(
    "SELECT rolled_until AS until FROM rollup_state WHERE id = 1",
  );
  return rows[0]?.until ?? null;
}

/** Since when sums by hour are there. */
export function hoursKeptFrom(rolledUntil: Date | null, isByUser: boolean): Date {
  const days = isByUser ? hoursKeptDays.each : hoursKeptDays.together;
  return new Date(startOfSpan(rolledUntil ?? new Date(), "day").getTime() - days * dayMs);
}

/**
 * System. Sums up the next hours that are over and not summed up, a week of them at most, and says whether there may be more. Doing it twice,
 * or by two workers at once, changes nothing.
 */
export function rollUpNext(now = new Date()): Promise<boolean> {
  const target = startOfSpan(new Date(now.getTime() - settledAfterMs), "hour");
  return asSystem(async (tx) => {
    const from = (await lockState(tx)) ?? (await firstHour(tx)) ?? target;
    if (from >= target) {
      await setState(tx, target);
      return false;
    }
    const to = new Date(Math.min(startOfSpan(from, "day").getTime() + atOnceMs, target.getTime()));
    await rollUp(tx, { from, to, until: to });
    await setState(tx, to);
    return to < target;
  });
}

/**
 * System. Compares a day's sums with the ledger and makes them anew where rows came in later than they say. `daysBack`: 0 is today. Says
 * whether it had to.
 */
export function rollUpLateRows(daysBack: number, now = new Date()): Promise<boolean> {
  const from = new Date(startOfSpan(now, "day").getTime() - (daysBack % lateDaysMax) * dayMs);
  return asSystem(async (tx) => {
    const until = await lockState(tx);
    if (until === null || from >= until) return false;
    const to = new Date(Math.min(endOfSpan(from, "day").getTime(), until.getTime()));
    if (!(await isStale(tx, from, to))) return false;
    await rollUp(tx, { from, to, until });
    return true;
  });
}

/** System. Forgets every sum. The worker makes them anew from the ledger, oldest first; meanwhile the ledger is read. */
export async function forgetRollups(): Promise<void> {
  await asSystem(async (tx) => {
    await lockState(tx);
    await tx.$client.query(`TRUNCATE ${Object.values(summings).map(({ table }) => table)}`);
    await setState(tx, null);
  });
}

/** Makes sure that nobody else sums up, and says up to where it's done. */
async function lockState(tx: Tx): Promise<Date | null> {
  await tx.$client.query("INSERT INTO rollup_state (id) VALUES (1) ON CONFLICT DO NOTHING");
  const { rows } = await tx.$client.query<{ until: Date | null }>(
    "SELECT rolled_until AS until FROM rollup_state WHERE id = 1 FOR UPDATE",
  );
  return rows[0]?.until ?? null;
}

async function setState(tx: Tx, until: Date | null): Promise<void> {
  await tx.$client.query("UPDATE rollup_state SET rolled_until = $1 WHERE id = 1", [until]);
}

/** By tenant: the ledger's only index that begins with a date begins with the tenant. */
async function firstHour(tx: Tx): Promise<Date | null> {
  const { rows } = await tx.$client.query<{ at: Date | null }>(
    `SELECT min(first) AS at FROM tenants t, LATERAL (
       SELECT least((SELECT min(at) FROM usage_events WHERE tenant_id = t.id),
                    (SELECT min(at) FROM request_records WHERE tenant_id = t.id)) AS first) f`,
  );
  const at = rows[0]?.at;
  return at ? startOfSpan(at, "hour") : null;
}

/** Sums up these hours, and the days and months that they lie in where all of their hours are summed up; drops hours that are old. */
async function rollUp(tx: Tx, { from, to, until }: { from: Date; to: Date; until: Date }): Promise<void> {
  const tenantIds = await listTenantIds(tx);
  for (const summing of Object.values(summings)) await sumLedger(tx, summing, { from, to, tenantIds });
  for (const span of ["day", "month"] as const) {
    const last = new Date(to.getTime() - 1);
    const whole = endOfSpan(last, span) <= until ? endOfSpan(last, span) : startOfSpan(last, span);
    const periods = { from: startOfSpan(from, span), to: whole, tenantIds };
    if (periods.from >= periods.to) return;
    for (const summing of Object.values(summings)) await sumShorter(tx, summing, span, periods);
    if (span === "day") await dropOldHours(tx, tenantIds, until);
  }
}

async function listTenantIds(tx: Tx): Promise<string[]> {
  const { rows } = await tx.$client.query<{ id: string }>("SELECT id FROM tenants ORDER BY id");
  return rows.map(({ id }) => id);
}

interface Periods {
  from: Date;
  to: Date;
  tenantIds: string[];
}

/** Whether the ledger and its sums differ in a day, by how many rows there are. */
async function isStale(tx: Tx, from: Date, to: Date): Promise<boolean> {
  const tenantIds = await listTenantIds(tx);
  const span: RollupSpan = to.getTime() === endOfSpan(from, "day").getTime() ? "day" : "hour";
  const { rows } = await tx.$client.query<{ isStale: boolean }>(
    `SELECT (SELECT coalesce(sum(calls), 0) FROM usage_rollups
              WHERE tenant_id = ANY ($1) AND span = $2 AND NOT is_by_user AND starts_at >= $3 AND starts_at < $4)
            <> (SELECT coalesce(sum(n), 0) FROM unnest($1::uuid[]) t(id), LATERAL (
                  SELECT count(*) AS n FROM usage_events WHERE tenant_id = t.id AND at >= $3 AND at < $4) c)
         OR (SELECT coalesce(sum(requests), 0) FROM request_rollups
              WHERE tenant_id = ANY ($1) AND span = $2 AND NOT is_by_user AND starts_at >= $3 AND starts_at < $4)
            <> (SELECT coalesce(sum(n), 0) FROM unnest($1::uuid[]) t(id), LATERAL (
                  SELECT count(*) AS n FROM request_records WHERE tenant_id = t.id AND at >= $3 AND at < $4) c)
       AS "isStale"`,
    [tenantIds, span, from, to],
  );
  return rows[0]?.isStale === true;
}

async function dropOldHours(tx: Tx, tenantIds: string[], until: Date): Promise<void> {
  const [together, each] = [false, true].map((isByUser) => hoursKeptFrom(until, isByUser));
  for (const { table, hasUsers } of Object.values(summings))
    await tx.$client.query(
      `DELETE FROM ${table} WHERE tenant_id = ANY ($1) AND span = 'hour' AND starts_at < $2
         ${hasUsers ? "AND (is_by_user OR starts_at < $3)" : "AND $3::timestamptz IS NOT NULL"}`,
      [tenantIds, each, together],
    );
}

async function sumLedger(tx: Tx, summing: Summing, { from, to, tenantIds }: Periods): Promise<void> {
  const { ledger, also, keys, hasUsers, figures } = summing;
  await drop(tx, summing, "hour", { from, to, tenantIds });
  const groups = hasUsers
    ? `GROUPING SETS ((tenant_id, hour, ${keys}), (tenant_id, hour, ${keys}, user_id))`
    : `tenant_id, hour, ${keys}`;
  const counted = figures.map(({ fromLedger, column }) => `${fromLedger} AS ${column}`);
  const sums = `
    SELECT s.* FROM unnest($1::uuid[]) t(id), LATERAL (
      SELECT tenant_id, 'hour' AS span, hour AS starts_at, ${keys},
             ${hasUsers ? "grouping(user_id) = 0 AS is_by_user, user_id," : ""} ${counted}
      FROM (SELECT *, date_trunc('hour', at, 'UTC') AS hour ${also} FROM ${ledger} l
            WHERE tenant_id = t.id AND at >= $2 AND at < $3 OFFSET 0) rows
      GROUP BY ${groups}) s`;
  await tx.$client.query(insertOf(summing, sums), [tenantIds, from, to]);
}

async function sumShorter(
  tx: Tx,
  summing: Summing,
  span: "day" | "month",
  { from, to, tenantIds }: Periods,
): Promise<void> {
  const { table, keys, hasUsers, figures } = summing;
  await drop(tx, summing, span, { from, to, tenantIds });
  const same = ["tenant_id", ...keys, ...(hasUsers ? ["is_by_user", "user_id"] : [])];
  const summed = figures.map(({ column, fromShorter }) => `${fromShorter ?? `sum(${column})`} AS ${column}`);
  const sums = `
    SELECT ${same}, $4::text AS span, date_trunc($4, starts_at, 'UTC') AS starts_at, ${summed}
    FROM (SELECT * FROM ${table}
          WHERE tenant_id = ANY ($1) AND span = $5 AND starts_at >= $2 AND starts_at < $3) shorter
    GROUP BY ${same}, date_trunc($4, starts_at, 'UTC')`;
  const values = [tenantIds, from, to, span, span === "month" ? "day" : "hour"];
  await tx.$client.query(insertOf(summing, sums), values);
}

/** Writes sums, which have all columns of the table by name; of a table that keeps the most alone, those. */
function insertOf({ table, keys, hasUsers, figures, keptMax }: Summing, sums: string): string {
  const columns = [
    ...["tenant_id", "span", "starts_at", ...keys],
    ...(hasUsers ? ["is_by_user", "user_id"] : []),
    ...figures.map(({ column }) => column),
  ].join(", ");
  const order = [`${figures[0]?.column} DESC`, ...keys].join(", ");
  const rank = `row_number() OVER (PARTITION BY tenant_id, starts_at ORDER BY ${order})`;
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${
    keptMax
      ? `(SELECT *, ${rank} AS rank FROM (${sums}) sums) ranked WHERE rank <= ${keptMax}`
      : `(${sums}) sums`
  }`;
}

/** `is_by_user` is named so that the index serves. */
async function drop(
  tx: Tx,
  { table, hasUsers }: Summing,
  span: RollupSpan,
  { from, to, tenantIds }: Periods,
): Promise<void> {
  const both = hasUsers ? "AND is_by_user IN (false, true)" : "";
  await tx.$client.query(
    `DELETE FROM ${table}
     WHERE tenant_id = ANY ($1) AND span = $2 ${both} AND starts_at >= $3 AND starts_at < $4`,
    [tenantIds, span, from, to],
  );
}
