/**
 * Collections on their way to another embedding model: see the state machine at `reembeddings` in db/schema/corpus.ts. Staged
 * vectors are the checkpoint: whoever takes a run up goes on with the chunks that have none yet.
 */
import { toSql } from "pgvector";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { asSystem, systemPrincipal, type Tx, withTenant } from "./client.ts";
import type { EmbeddingIdentity } from "./collections.ts";
import { lockCollection } from "./document-versions.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import type { reembeddings } from "./schema/corpus.ts";
import { workerDeadAfterMs } from "./worker-heartbeats.ts";

export type Reembedding = Omit<
  typeof reembeddings.$inferSelect,
  "tenantId" | "workerId" | "createdBy" | "waitsUntil"
> & {
  /** What keeps it from going on: there's no room in a budget. */
  waitsFor: "budget" | null;
};

const waitsForBudget = "status = 'running' AND coalesce(waits_until > now(), false)";

const reembeddingColumns = `id, collection_id AS "collectionId", embedding_model AS "embeddingModel",
  embedding_dimensions AS "embeddingDimensions", status, done_chunks AS "doneChunks", total_chunks AS "totalChunks",
  cost_micro_usd::float8 AS "costMicroUsd", error_code AS "errorCode", error_message AS "errorMessage",
  created_at AS "createdAt", finished_at AS "finishedAt", CASE WHEN ${waitsForBudget} THEN 'budget' END AS "waitsFor"`;

/**
 * Begins to take a collection over to another model, or to another length of the same model's vectors; a worker does the rest. Throws
 * `collection_not_found`, or `conflict` where the collection has that already or is on its way to one. Admins only.
 */
export async function startReembedding(
  principal: Principal,
  collectionId: string,
  { embeddingModel, embeddingDimensions }: EmbeddingIdentity,
): Promise<Reembedding> {
  const { tenantId, userId } = principal;
  return withTenant(principal, async (tx) => {
    const collection = await tx.$client.query<{ isThereAlready: boolean }>(
      `SELECT embedding_model = $3 AND embedding_dimensions = $4 AS "isThereAlready"
       FROM collections WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [tenantId, collectionId, embeddingModel, embeddingDimensions],
    );
    if (!collection.rows[0]) throw new AppError("collection_not_found");
    if (collection.rows[0].isThereAlready)
      throw new AppError("conflict", {
        publicMessage: "The collection is embedded with this model already.",
      });
    const { rows } = await tx.$client.query<Reembedding>(
      `INSERT INTO reembeddings (id, tenant_id, collection_id, embedding_model, embedding_dimensions, created_by, total_chunks)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5,
               (SELECT count(*) FROM chunks WHERE tenant_id = $1 AND collection_id = $2))
       RETURNING ${reembeddingColumns}`,
      [tenantId, collectionId, embeddingModel, embeddingDimensions, userId],
    );
    return rows[0] as Reembedding;
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, "reembeddings_running")) throw error;
    throw new AppError("conflict", {
      publicMessage: "The collection is being embedded anew already. Cancel that first.",
      cause: error,
    });
  });
}

/**
 * Begins to take all collections of the tenant over to a model, but for those that have it, at this length, and those that are on their
 * way to one; returns how many. Admins only.
 */
export async function startReembeddings(
  principal: Principal,
  { embeddingModel, embeddingDimensions }: EmbeddingIdentity,
): Promise<number> {
  const { tenantId, userId } = principal;
  return withTenant(principal, async (tx) => {
    const { rowCount } = await tx.$client.query(
      `INSERT INTO reembeddings (id, tenant_id, collection_id, embedding_model, embedding_dimensions, created_by, total_chunks)
       SELECT gen_random_uuid(), $1, c.id, $2, $3, $4,
              (SELECT count(*) FROM chunks WHERE tenant_id = $1 AND collection_id = c.id)
       FROM collections c WHERE c.tenant_id = $1 AND (c.embedding_model <> $2 OR c.embedding_dimensions <> $3)
       ON CONFLICT (tenant_id, collection_id) WHERE status = 'running' DO NOTHING`,
      [tenantId, embeddingModel, embeddingDimensions, userId],
    );
    return rowCount ?? 0;
  });
}

export interface ReembeddingSummary {
  /** Collections of the tenant. */
  collections: number;
  /** Those of them that another model embedded, or this one at another length. */
  others: number;
  /** Those on their way to a model, and those of them that wait for room in a budget. */
  running: number;
  waitingForBudget: number;
  doneChunks: number;
  totalChunks: number;
}

/** How far the tenant's collections are on their way to a model. Admins only. */
export async function summariseReembeddings(
  principal: Principal,
  { embeddingModel, embeddingDimensions }: EmbeddingIdentity,
): Promise<ReembeddingSummary> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<ReembeddingSummary>(
      `SELECT (SELECT count(*)::int FROM collections WHERE tenant_id = $1) AS collections,
              (SELECT count(*)::int FROM collections
               WHERE tenant_id = $1 AND (embedding_model <> $2 OR embedding_dimensions <> $3)) AS others,
              count(*)::int AS running, (count(*) FILTER (WHERE ${waitsForBudget}))::int AS "waitingForBudget",
              coalesce(sum(done_chunks), 0)::float8 AS "doneChunks",
              coalesce(sum(total_chunks), 0)::float8 AS "totalChunks"
       FROM reembeddings
       WHERE tenant_id = $1 AND embedding_model = $2 AND embedding_dimensions = $3 AND status = 'running'`,
      [principal.tenantId, embeddingModel, embeddingDimensions],
    ),
  );
  return rows[0] as ReembeddingSummary;
}

/** The collection's last re-embedding, which may be under way; null where there was none. Admins only. */
export async function findReembedding(
  principal: Principal,
  collectionId: string,
): Promise<Reembedding | null> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Reembedding>(
      `SELECT ${reembeddingColumns} FROM reembeddings WHERE tenant_id = $1 AND collection_id = $2
       ORDER BY status = 'running' DESC, created_at DESC LIMIT 1`,
      [principal.tenantId, collectionId],
    ),
  );
  return rows[0] ?? null;
}

/** How much a re-embedding of the collection has to do. */
export async function measureCollection(
  principal: Principal,
  collectionId: string,
): Promise<{ chunkCount: number; tokenCount: number }> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ chunkCount: number; tokenCount: number }>(
      `SELECT count(*)::int AS "chunkCount", coalesce(sum(token_count), 0)::float8 AS "tokenCount"
       FROM chunks WHERE tenant_id = $1 AND collection_id = $2`,
      [principal.tenantId, collectionId],
    ),
  );
  return rows[0] ?? { chunkCount: 0, tokenCount: 0 };
}

/**
 * Ends the collection's re-embedding and drops the vectors that were made for it; the collection stays with the model it has.
 * Throws `not_found` where none is under way. Admins only.
 */
export async function cancelReembedding(principal: Principal, collectionId: string): Promise<void> {
  const { tenantId } = principal;
  await withTenant(principal, async (tx) => {
    const { rows } = await tx.$client.query<{ id: string }>(
      `UPDATE reembeddings SET status = 'cancelled', worker_id = NULL, finished_at = now()
       WHERE tenant_id = $1 AND collection_id = $2 AND status = 'running' RETURNING id`,
      [tenantId, collectionId],
    );
    if (!rows[0])
      throw new AppError("not_found", { publicMessage: "The collection isn't being embedded anew." });
    await dropStaged(tx, tenantId, rows[0].id);
  });
}

async function dropStaged(tx: Tx, tenantId: string, reembeddingId: string): Promise<void> {
  await tx.$client.query("DELETE FROM staged_embeddings WHERE tenant_id = $1 AND reembedding_id = $2", [
    tenantId,
    reembeddingId,
  ]);
}

/** A run that a worker is at. */
export interface ClaimedReembedding extends EmbeddingIdentity {
  id: string;
  tenantId: string;
  collectionId: string;
  workerId: string;
}

/** Thrown where a worker writes for a re-embedding that was cancelled, deleted, or taken over. */
export class ReembeddingLostError extends Error {
  override readonly name = "ReembeddingLostError";
  constructor({ id }: Pick<ClaimedReembedding, "id">) {
    super(`re-embedding ${id} is no longer this worker's`);
  }
}

/**
 * System. Takes a run that no live worker is at and that needn't wait, the oldest first; null where there's none. `activeIds` are this
 * worker's own.
 */
export async function claimReembedding(
  workerId: string,
  activeIds: string[],
): Promise<ClaimedReembedding | null> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<ClaimedReembedding>(
      `UPDATE reembeddings SET worker_id = $1, waits_until = NULL WHERE id = (
         SELECT id FROM reembeddings r WHERE status = 'running' AND NOT id = ANY ($2) AND NOT (${waitsForBudget})
           AND (worker_id = $1 OR NOT EXISTS (
             SELECT FROM worker_heartbeats h WHERE h.worker_id = r.worker_id
               AND h.beat_at > now() - interval '${workerDeadAfterMs} milliseconds'))
         ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, tenant_id AS "tenantId", collection_id AS "collectionId", worker_id AS "workerId",
                 embedding_model AS "embeddingModel", embedding_dimensions AS "embeddingDimensions"`,
      [workerId, activeIds],
    ),
  );
  return rows[0] ?? null;
}

const whereClaimed = "WHERE tenant_id = $1 AND id = $2 AND worker_id = $3 AND status = 'running'";

async function updateClaimed(
  tx: Tx,
  run: ClaimedReembedding,
  assignments: string,
  values: unknown[] = [],
): Promise<void> {
  const { rowCount } = await tx.$client.query(`UPDATE reembeddings SET ${assignments} ${whereClaimed}`, [
    run.tenantId,
    run.id,
    run.workerId,
    ...values,
  ]);
  if (!rowCount) throw new ReembeddingLostError(run);
}

const asRun = <T>(run: ClaimedReembedding, work: (tx: Tx) => Promise<T>) =>
  withTenant(systemPrincipal(run.tenantId), work);

/**
 * System. Lets go of the run, for another worker to go on with; where the budget doesn't cover it, once so long is over. Throws
 * ReembeddingLostError.
 */
export async function releaseReembedding(
  run: ClaimedReembedding,
  { budgetWaitSeconds = null }: { budgetWaitSeconds?: number | null } = {},
): Promise<void> {
  const released = "worker_id = NULL, waits_until = now() + make_interval(secs => $4)";
  await asRun(run, (tx) => updateClaimed(tx, run, released, [budgetWaitSeconds]));
}

/** System. Ends the run as failed and drops its vectors; the collection stays with the model it has. Throws ReembeddingLostError. */
export async function failReembedding(run: ClaimedReembedding, fault: AppError): Promise<void> {
  await asRun(run, async (tx) => {
    const failed =
      "status = 'failed', worker_id = NULL, finished_at = now(), error_code = $4, error_message = $5";
    await updateClaimed(tx, run, failed, [fault.code, fault.publicMessage]);
    await dropStaged(tx, run.tenantId, run.id);
  });
}

/** System. Counts anew what is done and what there is, which changes while documents come and go. Throws ReembeddingLostError. */
export async function countReembedding(run: ClaimedReembedding): Promise<void> {
  await asRun(run, (tx) =>
    updateClaimed(
      tx,
      run,
      `done_chunks = (SELECT count(*) FROM staged_embeddings s WHERE s.tenant_id = $1 AND s.reembedding_id = $2),
       total_chunks = (SELECT count(*) FROM chunks WHERE tenant_id = $1 AND collection_id = $4)`,
      [run.collectionId],
    ),
  );
}

/** What a chunk's vector is made of. */
export interface UnstagedChunk {
  id: string;
  title: string;
  headingPath: string[];
  text: string;
}

/** System. The next chunks after `afterId`, by id, that have no vector of the new model yet. */
export async function listUnstagedChunks(
  run: ClaimedReembedding,
  afterId: string,
  limit: number,
): Promise<UnstagedChunk[]> {
  const { rows } = await asRun(run, (tx) =>
    tx.$client.query<UnstagedChunk>(
      `SELECT c.id, d.title, c.heading_path AS "headingPath", c.text
       FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
       WHERE c.tenant_id = $1 AND c.collection_id = $2 AND c.id > $4
         AND NOT EXISTS (SELECT FROM staged_embeddings s WHERE s.reembedding_id = $3 AND s.chunk_id = c.id)
       ORDER BY c.id LIMIT $5`,
      [run.tenantId, run.collectionId, run.id, afterId, limit],
    ),
  );
  return rows;
}

/**
 * System. Keeps vectors until the switch, those of chunks that are gone meanwhile left out, and what they cost. Throws
 * ReembeddingLostError and keeps nothing where the run isn't this worker's any more.
 */
export async function stageEmbeddings(
  run: ClaimedReembedding,
  staged: { chunkId: string; embedding: number[] }[],
  costMicroUsd: number,
): Promise<void> {
  const rows = staged.map(({ chunkId, embedding }) => ({ id: chunkId, embedding: toSql(embedding) }));
  await asRun(run, async (tx) => {
    const kept = await tx.$client.query(
      `INSERT INTO staged_embeddings (tenant_id, reembedding_id, chunk_id, embedding)
       SELECT $1, $2, c.id, row.embedding::halfvec
       FROM json_to_recordset($3) AS row (id uuid, embedding text) JOIN chunks c ON c.tenant_id = $1 AND c.id = row.id
       ORDER BY c.id FOR KEY SHARE OF c
       ON CONFLICT DO NOTHING`,
      [run.tenantId, run.id, JSON.stringify(rows)],
    );
    await updateClaimed(
      tx,
      run,
      "done_chunks = done_chunks + $4, total_chunks = greatest(total_chunks, done_chunks + $4), cost_micro_usd = cost_micro_usd + $5",
      [kept.rowCount ?? 0, costMicroUsd],
    );
  });
}

/**
 * System. In one transaction: every chunk of the collection gets its new vector, and the collection its new model and dimensions;
 * its version counts up and the staged vectors go. Searches see all of it or none. False, with nothing changed, where a chunk
 * has come that has no new vector yet. Throws ReembeddingLostError.
 */
export async function switchEmbeddings(run: ClaimedReembedding): Promise<boolean> {
  const values = [run.tenantId, run.collectionId, run.id];
  return asRun(run, async (tx) => {
    // By this lock nothing is published until the switch is done: see publishDocument.
    await lockCollection(tx, run.tenantId, run.collectionId);
    await updateClaimed(tx, run, "status = status");
    const { rows } = await tx.$client.query<{ isComplete: boolean }>(
      `SELECT NOT EXISTS (
         SELECT FROM chunks c WHERE c.tenant_id = $1 AND c.collection_id = $2
           AND NOT EXISTS (SELECT FROM staged_embeddings s WHERE s.reembedding_id = $3 AND s.chunk_id = c.id)
       ) AS "isComplete"`,
      values,
    );
    if (!rows[0]?.isComplete) return false;
    const changed = await tx.$client.query(
      `UPDATE chunks c SET embedding = s.embedding, embedding_model = $4 FROM staged_embeddings s
       WHERE c.tenant_id = $1 AND c.collection_id = $2 AND s.reembedding_id = $3 AND s.chunk_id = c.id`,
      [...values, run.embeddingModel],
    );
    await tx.$client.query(
      `UPDATE collections SET embedding_model = $3, embedding_dimensions = $4, version = version + 1
       WHERE tenant_id = $1 AND id = $2`,
      [run.tenantId, run.collectionId, run.embeddingModel, run.embeddingDimensions],
    );
    await dropStaged(tx, run.tenantId, run.id);
    const done =
      "status = 'done', worker_id = NULL, finished_at = now(), done_chunks = $4, total_chunks = $4";
    await updateClaimed(tx, run, done, [changed.rowCount ?? 0]);
    return true;
  });
}

/** System. Of this worker's runs those that aren't its own any more: cancelled, deleted with their collection, taken over. */
export async function findLostReembeddings(workerId: string, activeIds: string[]): Promise<string[]> {
  if (activeIds.length === 0) return [];
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ id: string }>(
      "SELECT id FROM reembeddings WHERE id = ANY ($2) AND worker_id = $1 AND status = 'running'",
      [workerId, activeIds],
    ),
  );
  const own = new Set(rows.map((row) => row.id));
  return activeIds.filter((id) => !own.has(id));
}
