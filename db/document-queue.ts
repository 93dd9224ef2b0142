/**
 * The order in which documents are ingested. Tenants take turns, and within a tenant interactive uploads go before bulk ones
 * and those before re-syncs, eight and four to one, so that nothing waits for ever: see lectern_next_priority (migration 0007).
 */
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { pool, type Tx, withTenant } from "./client.ts";
import { workerDeadAfterMs } from "./worker-heartbeats.ts";

/** Of a document that a worker still has to do with. */
export const unfinished = "status NOT IN ('ready', 'failed', 'cancelled')";

/** The priority of a document that joins the queue now. `$1` is its tenant, `lane` the SQL of its lane. */
export const nextPriority = (lane: string) => `lectern_next_priority($1, ${lane})`;

/** Where a queued document stands. */
export interface QueuePlace {
  /** Among all that wait on this server and may be worked on, from 1. */
  position: number;
  /** Until it is ready, by what the last documents took; null where there were none. */
  estimateSeconds: number | null;
  /**
   * `paused`: its collection is. `budget`: it doesn't cover embedding it, and is asked again. `no_worker`: none has given a sign of
   * life lately.
   */
  state: "waiting" | "paused" | "budget" | "no_worker";
}

/** Of which the time that a document takes is the mean. */
const recentDocuments = 30;

/**
 * System. The place of each queued document, by document id. Tells a tenant how many are before it and nothing about whose
 * they are. The estimate takes it that every worker has this process's INGEST_CONCURRENCY.
 */
export async function findQueuePlaces(documentIds: string[]): Promise<Map<string, QueuePlace>> {
  if (documentIds.length === 0) return new Map();
  const { rows } = await pool().query<QueuePlace & { id: string }>(
    `WITH recent AS (
       SELECT receipt -> 'stageMs' AS ms FROM documents WHERE ready_at IS NOT NULL ORDER BY ready_at DESC LIMIT $3),
     pace AS (
       SELECT avg((ms ->> 'parsing')::float8 + (ms ->> 'chunking')::float8 + (ms ->> 'embedding')::float8
                  + (ms ->> 'indexing')::float8) / 1000 AS seconds FROM recent),
     workers AS (
       SELECT count(*)::int AS alive FROM worker_heartbeats WHERE beat_at > now() - make_interval(secs => $4)),
     queue AS (
       SELECT d.id, c.is_paused, coalesce(c.waits_until > now(), false) AS waits_for_budget,
              row_number() OVER (
                PARTITION BY c.is_paused OR coalesce(c.waits_until > now(), false) ORDER BY d.queue_priority DESC, d.created_at)::int AS position
       FROM documents d JOIN collections c ON c.tenant_id = d.tenant_id AND c.id = d.collection_id
       WHERE d.status = 'queued')
     SELECT id, position,
            CASE WHEN is_paused OR waits_for_budget OR alive = 0 THEN NULL ELSE ceil(position * seconds / (alive * $2::int))::int END
              AS "estimateSeconds",
            CASE WHEN is_paused THEN 'paused' WHEN waits_for_budget THEN 'budget' WHEN alive = 0 THEN 'no_worker' ELSE 'waiting' END AS state
     FROM queue, pace, workers WHERE id = ANY ($1)`,
    [documentIds, Math.max(1, env().INGEST_CONCURRENCY), recentDocuments, workerDeadAfterMs / 1000],
  );
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}

/**
 * Takes an unfinished document out of the queue, or from the worker that is at it, in one transaction in which
 * `alsoInTransaction` runs too. Throws `document_not_found`, or `conflict` where it's done already. Admins only.
 */
export async function cancelDocument(
  principal: Principal,
  id: string,
  alsoInTransaction: (tx: Tx) => Promise<void>,
): Promise<void> {
  await withTenant(principal, async (tx) => {
    const { rows } = await tx.$client.query<{ status: string }>(
      "SELECT status FROM documents WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
      [principal.tenantId, id],
    );
    const [row] = rows;
    if (!row) throw new AppError("document_not_found");
    if (row.status === "cancelled") return;
    if (row.status === "ready" || row.status === "failed")
      throw new AppError("conflict", {
        publicMessage: `Only a document that isn't finished can be cancelled; this one is ${row.status}.`,
      });
    await tx.$client.query(
      `UPDATE documents SET status = 'cancelled', worker_id = NULL, error_code = NULL, error_message = NULL,
         updated_at = now() WHERE tenant_id = $1 AND id = $2`,
      [principal.tenantId, id],
    );
    await alsoInTransaction(tx);
  });
}
