/**
 * Runs of sources: queued → running → done | failed | cancelled. The row is the truth: a worker claims a run, and every later
 * write of its asks for the claim again, so that a run that was cancelled, deleted or taken over is written to no more. A run
 * whose worker is dead is taken over, and goes on with its counts where the other stopped.
 */
import { v7 as uuidv7 } from "uuid";
import type { SourceConfig } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { asSystem, systemPrincipal, type Tx, withTenant } from "./client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import type { sourceRuns } from "./schema/sources.ts";
import { workerDeadAfterMs } from "./worker-heartbeats.ts";

export type SourceRun = Omit<typeof sourceRuns.$inferSelect, "tenantId" | "workerId">;
export type SourceProblem = SourceRun["problems"][number];
export type RunCounts = Pick<SourceRun, "added" | "changed" | "removed" | "unchanged" | "skipped">;

/** What a SourceRun holds, of a source_runs row called `r`. */
export const sourceRunColumns = `
  r.id, r.source_id AS "sourceId", r.trigger, r.status, r.added, r.changed, r.removed, r.unchanged, r.skipped, r.problems,
  r.error_code AS "errorCode", r.error_message AS "errorMessage", r.created_at AS "createdAt", r.started_at AS "startedAt",
  r.finished_at AS "finishedAt"`;

const open = "status IN ('queued', 'running')";
/** Of each source; older ones are forgotten. */
const runsKept = 50;

/** Queues a run by hand. Throws `source_not_found`, or `conflict` where one is open. Admins only. */
export async function requestRun(principal: Principal, sourceId: string): Promise<SourceRun> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<SourceRun>(
      `INSERT INTO source_runs AS r (id, tenant_id, source_id, trigger)
       SELECT $3, $1, s.id, 'manual' FROM sources s WHERE s.tenant_id = $1 AND s.id = $2 RETURNING ${sourceRunColumns}`,
      [principal.tenantId, sourceId, uuidv7()],
    ),
  ).catch((cause: unknown) => {
    if (!isUniqueViolation(cause, "source_runs_open")) throw cause;
    throw new AppError("conflict", { cause, publicMessage: "This source is being read already." });
  });
  if (!rows[0]) throw new AppError("source_not_found");
  return rows[0];
}

/** A source's latest runs, latest first. Throws `source_not_found`. Admins only. */
export async function listRuns(
  principal: Principal,
  sourceId: string,
  limit = runsKept,
): Promise<SourceRun[]> {
  return withTenant(principal, async (tx) => {
    const source = await tx.$client.query("SELECT FROM sources WHERE tenant_id = $1 AND id = $2", [
      principal.tenantId,
      sourceId,
    ]);
    if (!source.rowCount) throw new AppError("source_not_found");
    const { rows } = await tx.$client.query<SourceRun>(
      `SELECT ${sourceRunColumns} FROM source_runs r WHERE tenant_id = $1 AND source_id = $2
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      [principal.tenantId, sourceId, limit],
    );
    return rows;
  });
}

/** Cancels an open run; what it has done stays. Throws `not_found`, or `conflict` where it has ended. Admins only. */
export async function cancelRun(principal: Principal, sourceId: string, runId: string): Promise<SourceRun> {
  return withTenant(principal, async (tx) => {
    const values = [principal.tenantId, sourceId, runId];
    const { rows } = await tx.$client.query<SourceRun>(
      `UPDATE source_runs AS r SET status = 'cancelled', worker_id = NULL, finished_at = now()
       WHERE tenant_id = $1 AND source_id = $2 AND id = $3 AND ${open} RETURNING ${sourceRunColumns}`,
      values,
    );
    if (rows[0]) return rows[0];
    const ended = await tx.$client.query(
      "SELECT FROM source_runs WHERE tenant_id = $1 AND source_id = $2 AND id = $3",
      values,
    );
    if (!ended.rowCount) throw new AppError("not_found");
    throw new AppError("conflict", { publicMessage: "This run has ended already." });
  });
}

/**
 * System. Queues a run for each source whose time has come, unless one is open, and sets its next time. `nextTime` tells
 * that of a schedule.
 */
export async function queueDueRuns(nextTime: (schedule: string) => Date | null): Promise<number> {
  return asSystem(async (tx) => {
    const { rows } = await tx.$client.query<{ id: string; tenantId: string; schedule: string | null }>(
      `SELECT id, tenant_id AS "tenantId", schedule FROM sources
       WHERE is_enabled AND next_run_at <= now() ORDER BY next_run_at LIMIT 100 FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, tenantId, schedule } of rows) {
      await tx.$client.query(
        `INSERT INTO source_runs (id, tenant_id, source_id, trigger) VALUES ($1, $2, $3, 'schedule') ON CONFLICT DO NOTHING`,
        [uuidv7(), tenantId, id],
      );
      await tx.$client.query("UPDATE sources SET next_run_at = $2 WHERE id = $1", [
        id,
        schedule && nextTime(schedule),
      ]);
    }
    return rows.length;
  });
}

/** A worker's hold on a run. */
export interface RunClaim {
  runId: string;
  tenantId: string;
  sourceId: string;
  workerId: string;
}

export interface ClaimedRun {
  claim: RunClaim;
  collectionId: string;
  config: SourceConfig;
  sealedCredentials: string | null;
  startedAt: Date;
  /** Of the worker before, where this one goes on with its run. */
  counts: RunCounts;
  problems: SourceProblem[];
}

/** Thrown where a worker writes to a run that was cancelled, deleted, or taken over after its heartbeat stopped. */
export class RunLostError extends Error {
  override readonly name = "RunLostError";
  constructor({ runId }: RunClaim) {
    super(`run ${runId} is no longer this worker's`);
  }
}

/**
 * System. Takes the run that waits longest among tenants that have the fewest under way, or one whose worker is dead. Null
 * where there's none. `activeRunIds` are those the worker is at; others in its name were left behind by a fault.
 */
export async function claimRun(workerId: string, activeRunIds: string[]): Promise<ClaimedRun | null> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<Omit<ClaimedRun, "claim" | "counts"> & RunCounts & Omit<RunClaim, "workerId">>(
      `UPDATE source_runs AS r SET status = 'running', worker_id = $1, started_at = coalesce(r.started_at, now())
       FROM sources s
       WHERE s.id = r.source_id AND r.id = (
         SELECT w.id FROM source_runs w
         WHERE w.status = 'queued' OR w.status = 'running' AND CASE
           WHEN w.worker_id = $1 THEN NOT w.id = ANY ($2)
           ELSE NOT EXISTS (
             SELECT FROM worker_heartbeats h
             WHERE h.worker_id = w.worker_id AND h.beat_at > now() - interval '${workerDeadAfterMs} milliseconds')
           END
         ORDER BY (SELECT count(*) FROM source_runs o WHERE o.tenant_id = w.tenant_id AND o.status = 'running'), w.created_at
         LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING r.id AS "runId", r.tenant_id AS "tenantId", r.source_id AS "sourceId", r.started_at AS "startedAt", r.added,
         r.changed, r.removed, r.unchanged, r.skipped, r.problems, s.collection_id AS "collectionId", s.config,
         s.sealed_credentials AS "sealedCredentials"`,
      [workerId, activeRunIds],
    ),
  );
  if (!rows[0]) return null;
  const { runId, tenantId, sourceId, added, changed, removed, unchanged, skipped, ...run } = rows[0];
  const counts = { added, changed, removed, unchanged, skipped };
  return { ...run, claim: { runId, tenantId, sourceId, workerId }, counts };
}

/** System. Those of these runs that are no longer the worker's: cancelled, deleted, or taken over. */
export async function findLostRuns(workerId: string, runIds: string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ id: string }>(
      `SELECT a.id FROM unnest($2::uuid[]) AS a(id)
       WHERE NOT EXISTS (SELECT FROM source_runs r WHERE r.id = a.id AND r.worker_id = $1 AND r.status = 'running')`,
      [workerId, runIds],
    ),
  );
  return rows.map((row) => row.id);
}

/** Within a transaction: writes to the claimed run. Throws RunLostError. */
export async function updateClaimedRun(
  tx: Tx,
  claim: RunClaim,
  assignments: string,
  values: unknown[] = [],
): Promise<void> {
  const { rowCount } = await tx.$client.query(
    `UPDATE source_runs SET ${assignments} WHERE tenant_id = $1 AND id = $2 AND worker_id = $3 AND status = 'running'`,
    [claim.tenantId, claim.runId, claim.workerId, ...values],
  );
  if (!rowCount) throw new RunLostError(claim);
}

/** System. Ends the run, well or with the fault that ended it. Throws RunLostError. */
export async function finishRun(claim: RunClaim, fault?: AppError): Promise<void> {
  await withTenant(systemPrincipal(claim.tenantId), async (tx) => {
    await updateClaimedRun(
      tx,
      claim,
      "status = $4, error_code = $5, error_message = $6, worker_id = NULL, finished_at = now()",
      [fault ? "failed" : "done", fault?.code ?? null, fault?.publicMessage ?? null],
    );
    await tx.$client.query(
      `DELETE FROM source_runs WHERE tenant_id = $1 AND source_id = $2 AND NOT ${open} AND id NOT IN (
         SELECT id FROM source_runs WHERE tenant_id = $1 AND source_id = $2 ORDER BY created_at DESC LIMIT ${runsKept})`,
      [claim.tenantId, claim.sourceId],
    );
  });
}

/** System. Hands the run back, so that the next worker goes on with it. Throws RunLostError. */
export async function releaseRun(claim: RunClaim): Promise<void> {
  await withTenant(systemPrincipal(claim.tenantId), (tx) =>
    updateClaimedRun(tx, claim, "status = 'queued', worker_id = NULL"),
  );
}

/** System. Whether the run's source is still there. */
export async function hasSource({ tenantId, sourceId }: RunClaim): Promise<boolean> {
  const { rowCount } = await withTenant(systemPrincipal(tenantId), (tx) =>
    tx.$client.query("SELECT FROM sources WHERE tenant_id = $1 AND id = $2", [tenantId, sourceId]),
  );
  return rowCount === 1;
}
