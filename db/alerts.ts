import { sql } from "drizzle-orm";
import { coverPeriod } from "../lib/cover-period.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import type { Alert, AlertKind } from "../lib/usage-schemas.ts";
import { asSystem, pool, withTenant } from "./client.ts";
import { findRolledUntil, hoursKeptFrom } from "./usage-rollups.ts";
import { summings, sumsOf } from "./usage-sums.ts";

export interface NewAlert {
  kind: AlertKind;
  /** What makes it the same alert: it's raised once. */
  occasion: string;
  message: string;
  details: Record<string, string | number | null>;
}

/** Tries after which it's given up: the last is about two hours after the first. */
export const alertTriesMax = 9;

const columns = `id, kind, message, details, to_json(created_at) AS "createdAt", to_json(seen_at) AS "seenAt",
  to_json(emailed_at) AS "emailedAt", to_json(posted_at) AS "postedAt", sent_at IS NOT NULL AS "isSettled",
  sent_at IS NULL AND tries >= ${alertTriesMax} AND (fault IS NOT NULL OR next_try_at <= now()) AS "isGivenUp", fault`;

/** The tenant's alerts, latest first. Admins'; to a member there are none. */
export async function listAlerts(principal: Principal, limit = 20): Promise<Alert[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Alert>(
      `SELECT ${columns} FROM alerts WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
      [principal.tenantId, limit],
    ),
  );
  return rows;
}

/** Marks the tenant's alerts as seen. Throws `forbidden` for members. */
export async function markAlertsSeen(principal: Principal): Promise<void> {
  if (principal.role === "member") throw new AppError("forbidden");
  await withTenant(principal, (tx) =>
    tx.$client.query("UPDATE alerts SET seen_at = now() WHERE tenant_id = $1 AND seen_at IS NULL", [
      principal.tenantId,
    ]),
  );
}

/** Raises an alert that says nothing but that alerts arrive, and returns its id; the worker sends it. Throws `forbidden` for members. */
export async function raiseTestAlert(principal: Principal): Promise<string> {
  if (principal.role === "member") throw new AppError("forbidden");
  const id = crypto.randomUUID();
  const message = "This is a test: alerts of this workspace arrive.";
  await withTenant(principal, (tx) =>
    tx.$client.query(
      "INSERT INTO alerts (id, tenant_id, kind, occasion, message) VALUES ($1::uuid, $2, 'test', $1::text, $3)",
      [id, principal.tenantId, message],
    ),
  );
  return id;
}

/** System, for one tenant: raises alerts, each occasion once, and says how many are new. */
export async function raiseAlerts(tenantId: string, raised: NewAlert[]): Promise<number> {
  let added = 0;
  await asSystem(async (tx) => {
    for (const { kind, occasion, message, details } of raised) {
      const { rowCount } = await tx.$client.query(
        `INSERT INTO alerts (id, tenant_id, kind, occasion, message, details) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
        [crypto.randomUUID(), tenantId, kind, occasion, message, JSON.stringify(details)],
      );
      added += rowCount ?? 0;
    }
  });
  return added;
}

/** An alert that is to be sent, claimed by this worker for this try. */
export interface OpenAlert extends NewAlert {
  id: string;
  tenantId: string;
  tenantName: string;
  /** ISO 8601. */
  createdAt: string;
  isEmailed: boolean;
  /** Those of its recipients who have got it. */
  emailedTo: string[];
  isPosted: boolean;
  /** This one counted. */
  tries: number;
}

/** How long a worker has an alert to itself: longer than the slowest mail (60 s) and the slowest webhook (10 s) together. */
export const alertLeaseSeconds = 120;

/** System. Takes the alert that has waited longest to be sent, so that no other worker does; null where none is due. */
export async function claimAlert(): Promise<OpenAlert | null> {
  const { rows } = await pool().query<OpenAlert>(
    `UPDATE alerts a SET tries = a.tries + 1, next_try_at = now() + make_interval(secs => $2)
     FROM tenants t
     WHERE t.id = a.tenant_id AND a.id = (
       SELECT id FROM alerts WHERE sent_at IS NULL AND tries < $1 AND next_try_at <= now()
       ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING a.id, a.tenant_id AS "tenantId", t.name AS "tenantName", a.kind, a.occasion, a.message, a.details,
       to_json(a.created_at) AS "createdAt", a.emailed_at IS NOT NULL AS "isEmailed", a.emailed_to AS "emailedTo",
       a.posted_at IS NOT NULL AS "isPosted", a.tries`,
    [alertTriesMax, alertLeaseSeconds],
  );
  return rows[0] ?? null;
}

/**
 * System. What came of a try: the ways that worked by now, whom it was mailed to, and what went wrong. With nothing wrong it's done; else
 * its next try is in 30 s, then twice as long each time.
 */
export async function noteAlertTry(
  { id, tries }: Pick<OpenAlert, "id" | "tries">,
  {
    isEmailed,
    emailedTo,
    isPosted,
    fault,
  }: Pick<OpenAlert, "isEmailed" | "emailedTo" | "isPosted"> & { fault: string | null },
): Promise<void> {
  await pool().query(
    `UPDATE alerts SET emailed_at = CASE WHEN $2 THEN coalesce(emailed_at, now()) END, emailed_to = $3,
       posted_at = CASE WHEN $4 THEN coalesce(posted_at, now()) END,
       sent_at = CASE WHEN $5::text IS NULL THEN now() END, fault = $5,
       next_try_at = now() + make_interval(secs => 30 * 2 ^ ($6::int - 1)) WHERE id = $1`,
    [id, isEmailed, emailedTo, isPosted, fault, tries],
  );
}

/**
 * System. Since when usage hasn't been looked at, with some minutes for rows that were being written, and the tenants that have used
 * something since. At first it's an hour.
 */
export async function findUsersOfModels(now: Date): Promise<{ since: Date; tenantIds: string[] }> {
  const { rows } = await pool().query<{ until: Date | null }>(
    "SELECT alerts_until AS until FROM rollup_state",
  );
  const until = rows[0]?.until ?? new Date(now.getTime() - 50 * 60_000);
  const since = new Date(until.getTime() - 10 * 60_000);
  const found = await pool().query<{ id: string }>(
    `SELECT t.id FROM tenants t WHERE EXISTS (SELECT FROM usage_events WHERE tenant_id = t.id AND at >= $1)`,
    [since],
  );
  return { since, tenantIds: found.rows.map(({ id }) => id) };
}

/** System. Up to here everything was looked at. */
export async function noteAlertsChecked(until: Date): Promise<void> {
  await pool().query(
    `INSERT INTO rollup_state (id, alerts_until) VALUES (1, $1)
     ON CONFLICT (id) DO UPDATE SET alerts_until = greatest(rollup_state.alerts_until, $1)`,
    [until],
  );
}

export interface HourSpend {
  costMicroUsd: number;
  /** Of the same hour on the seven days before, which had any usage before them: the mean, and how many there were. */
  meanMicroUsd: number;
  days: number;
}

/** System, for one tenant: what an hour (UTC) has cost, beside the same hour of the seven days before. */
export async function compareHour(tenantId: string, hour: Date): Promise<HourSpend> {
  const rolledUntil = await findRolledUntil();
  const pieces = Array.from({ length: 8 }, (_, daysBack) => {
    const startsAt = new Date(hour.getTime() - daysBack * 86_400_000);
    const endsAt = new Date(startsAt.getTime() + 3_600_000);
    const hoursFrom = hoursKeptFrom(rolledUntil, false);
    return coverPeriod({ startsAt, endsAt, grain: "hour", rolledUntil, hoursFrom });
  }).flat();
  const asked = { tenantIds: [tenantId], pieces, grain: "hour" as const, isByUser: false, filters: {} };
  return asSystem(async (tx) => {
    const { rows } = await tx.execute<{ cost: number; before: number; days: number }>(sql`
      WITH hours AS (SELECT starts_at, sum(cost_micro_usd) AS cost FROM ${sumsOf(summings.calls, asked)} s GROUP BY 1),
      began AS (SELECT least((SELECT min(at) FROM usage_events WHERE tenant_id = ${tenantId}::uuid), now()) AS at)
      SELECT coalesce(sum(cost) FILTER (WHERE starts_at = ${hour.toISOString()}), 0)::float8 AS cost,
        coalesce(sum(cost) FILTER (WHERE starts_at < ${hour.toISOString()}), 0)::float8 AS before,
        (SELECT least(7, greatest(0, floor(extract(epoch FROM ${hour.toISOString()}::timestamptz - at) / 86400)))::int
         FROM began) AS days
      FROM hours`);
    const { cost = 0, before = 0, days = 0 } = rows[0] ?? {};
    return { costMicroUsd: cost, meanMicroUsd: days > 0 ? before / days : 0, days };
  });
}

/** System, for one tenant: the dearest questions since a moment that cost more than `microUsd`, a few at most. */
export async function findDearRequests(
  tenantId: string,
  { since, microUsd }: { since: Date; microUsd: number },
): Promise<{ requestId: string; costMicroUsd: number; modelId: string | null }[]> {
  const { rows } = await pool().query(
    `SELECT request_id AS "requestId", cost_micro_usd::float8 AS "costMicroUsd", model_id AS "modelId"
     FROM request_records WHERE tenant_id = $1 AND at >= $2 AND cost_micro_usd > $3
     ORDER BY cost_micro_usd DESC LIMIT 20`,
    [tenantId, since, microUsd],
  );
  return rows;
}
