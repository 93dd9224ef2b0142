/**
 * Who works on which document. The row is the truth and a queue job is only a wake-up call: a worker claims the row, and
 * every later write of its asks for the claim again, so that two workers never index one document however jobs get lost,
 * doubled or late. System throughout.
 */

import type { ChunkingSettings, ParserChoice, Receipt } from "../lib/document.ts";
import { AppError, type ErrorCode } from "../lib/errors.ts";
import { asSystem, pool, type Tx } from "./client.ts";
import type { EmbeddingIdentity } from "./collections.ts";
import { unfinished } from "./document-queue.ts";
import { type Document, documentColumns, type Enqueue, type IngestRequest } from "./documents.ts";
import { workerDeadAfterMs } from "./worker-heartbeats.ts";

/** A worker's hold on a document. */
export interface Claim {
  documentId: string;
  tenantId: string;
  workerId: string;
  attempt: number;
}

export type ClaimedDocument = Document & {
  claim: Claim;
  embeddingModel: string;
  embeddingDimensions: number;
  /** Null is the default. */
  chunking: ChunkingSettings | null;
  /** Of the collection's documents that don't tell their own, ISO 639-3. */
  collectionLanguage: string | null;
  parser: ParserChoice;
  sealedPassword: string | null;
};

/** Thrown where a worker writes to a document that was deleted, cancelled, or taken over after its heartbeat stopped. */
export class ClaimLostError extends Error {
  override readonly name = "ClaimLostError";
  constructor({ documentId }: Claim) {
    super(`document ${documentId} is no longer this worker's`);
  }
}

const heldByLiveWorker = `EXISTS (
  SELECT FROM worker_heartbeats h
  WHERE h.worker_id = d.worker_id AND h.beat_at > now() - interval '${workerDeadAfterMs} milliseconds')`;

/** Of a collection `c`: people have paused it, or the budget doesn't cover embedding its documents. */
const isHeldUp = "(c.is_paused OR coalesce(c.waits_until > now(), false))";

/** System. Lets a collection's documents wait in the queue for so long. */
export async function holdUpCollection(
  { tenantId, collectionId }: { tenantId: string; collectionId: string },
  seconds: number,
): Promise<void> {
  await pool().query(
    `UPDATE collections SET waits_until = now() + make_interval(secs => $3) WHERE tenant_id = $1 AND id = $2`,
    [tenantId, collectionId, seconds],
  );
}

/**
 * System. Takes an unfinished document that no live worker has, as `parsing`. Null where there's nothing to take, or its
 * collection is held up.
 */
export async function claimDocument(
  tenantId: string,
  documentId: string,
  workerId: string,
): Promise<ClaimedDocument | null> {
  const { rows } = await pool().query<ClaimedDocument & { attempt: number }>(
    `UPDATE documents AS d SET status = 'parsing', worker_id = $3, attempts = attempts + 1, updated_at = now()
     FROM collections c
     WHERE d.tenant_id = $1 AND d.id = $2 AND d.${unfinished} AND NOT ${heldByLiveWorker}
       AND c.tenant_id = d.tenant_id AND c.id = d.collection_id AND NOT ${isHeldUp}
     RETURNING ${documentColumns}, d.attempts AS attempt, c.embedding_model AS "embeddingModel",
               c.embedding_dimensions AS "embeddingDimensions", c.chunking, c.parser,
               c.language AS "collectionLanguage",
               d.sealed_password AS "sealedPassword"`,
    [tenantId, documentId, workerId],
  );
  if (!rows[0]) return null;
  const { attempt, ...document } = rows[0];
  return { ...document, claim: { documentId, tenantId, workerId, attempt } };
}

const whereClaimed = "WHERE tenant_id = $1 AND id = $2 AND worker_id = $3 AND attempts = $4";
const claimValues = ({ tenantId, documentId, workerId, attempt }: Claim) => [
  tenantId,
  documentId,
  workerId,
  attempt,
];

async function updateClaimed(claim: Claim, assignments: string, values: unknown[]): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE documents SET ${assignments}, updated_at = now() ${whereClaimed}`,
    [...claimValues(claim), ...values],
  );
  if (!rowCount) throw new ClaimLostError(claim);
}

/** System. Which of these claims are lost: to a cancellation, a deletion, or another worker. */
export async function findLostClaims(claims: Claim[]): Promise<Claim[]> {
  if (claims.length === 0) return [];
  const { rows } = await pool().query<{ id: string; workerId: string | null; attempts: number }>(
    `SELECT id, worker_id AS "workerId", attempts FROM documents WHERE id = ANY ($1)`,
    [claims.map((claim) => claim.documentId)],
  );
  return claims.filter(
    ({ documentId, workerId, attempt }) =>
      !rows.some((row) => row.id === documentId && row.workerId === workerId && row.attempts === attempt),
  );
}

/** System. Shows how far the worker is. Throws ClaimLostError. */
export async function saveStage(claim: Claim, status: "chunking" | "embedding" | "indexing"): Promise<void> {
  await updateClaimed(claim, "status = $5", [status]);
}

/** System. Ends it as failed, for good unless somebody retries. Throws ClaimLostError. */
export async function failDocument(claim: Claim, code: ErrorCode, publicMessage: string): Promise<void> {
  await updateClaimed(claim, "status = 'failed', error_code = $5, error_message = $6, worker_id = NULL", [
    code,
    publicMessage,
  ]);
}

/** System. Puts it back to queued; the fault, if there was one, is kept in case it was the last try. Throws ClaimLostError. */
export async function releaseDocument(claim: Claim, fault?: AppError): Promise<void> {
  await updateClaimed(
    claim,
    "status = 'queued', worker_id = NULL, attempts = attempts - 1, error_code = $5, error_message = $6",
    [fault?.code ?? null, fault?.publicMessage ?? null],
  );
}

type LockedDocument = Pick<Document, "collectionId" | "lineageId" | "readyAt">;

/**
 * Within a transaction: locks the claimed document with all its versions, so that nothing is written for one that was deleted
 * or taken over, and one version is published at a time. Documents are locked before collections, by everybody. Throws
 * ClaimLostError.
 */
export async function lockClaimed(
  tx: Tx,
  claim: Claim,
): Promise<LockedDocument & { isOnlyVersion: boolean }> {
  const { rows } = await tx.$client.query<LockedDocument & { isClaimed: boolean }>(
    `SELECT collection_id AS "collectionId", lineage_id AS "lineageId", ready_at AS "readyAt",
            coalesce(id = $2 AND worker_id = $3 AND attempts = $4, false) AS "isClaimed"
     FROM documents
     WHERE tenant_id = $1 AND lineage_id = (SELECT lineage_id FROM documents WHERE tenant_id = $1 AND id = $2)
     ORDER BY id FOR UPDATE`,
    claimValues(claim),
  );
  const claimed = rows.find((row) => row.isClaimed);
  if (!claimed) throw new ClaimLostError(claim);
  const { isClaimed: _, ...document } = claimed;
  return { ...document, isOnlyVersion: rows.length === 1 };
}

/** What reading a document has brought to light of it. */
export interface ReadDocument {
  title: string;
  author?: string | null;
  /** ISO instant. */
  datedAt?: string | null;
  /** In which it was indexed, ISO 639-3. */
  language: string;
  /** What people had said of it when it was claimed. */
  given: { title: string | null; language: string | null };
  analyzerVersion: number;
  receipt: Receipt;
}

/**
 * Within a transaction that has locked it: makes the claimed document ready and counts its collection's version up, which
 * locks the collection. The receipt's indexing time is that of the transaction so far. Returns how the collection
 * is embedded, which a re-embedding may have changed since the claim. Author and date that are there already were said by people, or
 * by the same file, and stay. A title or language that people gave it since the claim isn't in its terms yet.
 */
export async function completeClaimed(
  tx: Tx,
  claim: Claim,
  { title, author, datedAt, language, given, analyzerVersion, receipt }: ReadDocument,
): Promise<EmbeddingIdentity | undefined> {
  const { rows } = await tx.$client.query<EmbeddingIdentity>(
    `WITH done AS (
       UPDATE documents SET status = 'ready', title = coalesce(given_title, $5), worker_id = NULL, attempts = 0, error_code = NULL,
         error_message = NULL, ready_at = now(), updated_at = now(),
         language = $9, analyzer_version = $10,
         has_stale_terms = given_title IS DISTINCT FROM $11 OR given_language IS DISTINCT FROM $12, author = coalesce(author, $7), dated_at = coalesce(dated_at, $8::timestamptz),
         receipt = jsonb_set($6::jsonb, '{stageMs,indexing}',
           to_jsonb(round(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::int))
       ${whereClaimed} RETURNING collection_id)
     UPDATE collections SET version = version + 1,
       languages = CASE WHEN $9 = ANY (languages) THEN languages ELSE array_append(languages, $9) END
     WHERE tenant_id = $1 AND id IN (SELECT collection_id FROM done)
     RETURNING embedding_model AS "embeddingModel", embedding_dimensions AS "embeddingDimensions"`,
    [
      ...claimValues(claim),
      title,
      JSON.stringify(receipt),
      author ?? null,
      datedAt ?? null,
      language,
      analyzerVersion,
      given.title,
      given.language,
    ],
  );
  return rows[0];
}

/** System. Fails a document whose job has used up its retries, with the last fault that was kept. */
export async function failAfterRetries(tenantId: string, documentId: string): Promise<void> {
  await pool().query(
    `UPDATE documents SET status = 'failed', worker_id = NULL, updated_at = now(),
       error_code = coalesce(error_code, 'internal'),
       error_message = coalesce(error_message, 'It was tried again and again without success.')
     WHERE tenant_id = $1 AND id = $2 AND ${unfinished}`,
    [tenantId, documentId],
  );
}

/**
 * A document over which this many workers have died is not given to another. More than an operator's kills, one for each of
 * its stages, make of a harmless one.
 */
const deathsMax = 5;
/** Before its last try a document is left alone for so long: the starter gives up on a worker that dies too often in a minute. */
const lastTryAfterMs = 60_000;
/**
 * One over which this many have died is read alone from then on: whoever was read beside a deadly file has died as often as
 * it has, and is found out to be harmless.
 */
export const deathsSuspected = 2;
/** A worker claims a document milliseconds after it has fetched the job; a job that isn't by then has lost its worker. */
const unclaimedAfterMs = 5_000;

export interface TakeOver {
  workerId: string;
  /** What the asking worker is at; others in its name were left behind by a fault and are free. */
  activeDocumentIds: string[];
  queueName: string;
  enqueue: Enqueue;
}

/**
 * System. Queues again what nobody works on any more: documents of dead workers, and queued ones whose job got lost or was
 * passed over while their collection was held up. What took several workers down is quarantined instead. Returns the ids of
 * those queued.
 */
export async function requeueAbandoned(takeOver: TakeOver): Promise<string[]> {
  return asSystem(async (tx) => {
    const abandoned = await tx.$client.query<IngestRequest & { attempts: number; isHeldUp: boolean }>(
      `SELECT d.id AS "documentId", d.tenant_id AS "tenantId", d.queue_priority AS priority, d.attempts,
              ${isHeldUp} AS "isHeldUp"
       FROM documents d JOIN collections c ON c.tenant_id = d.tenant_id AND c.id = d.collection_id
       WHERE d.${unfinished} AND (d.worker_id IS NOT NULL OR NOT ${isHeldUp})
         AND (d.attempts <> ${deathsMax - 1} OR d.updated_at < now() - interval '${lastTryAfterMs} milliseconds') AND CASE
         WHEN d.worker_id = $1 THEN NOT d.id = ANY ($2)
         WHEN d.worker_id IS NOT NULL THEN NOT ${heldByLiveWorker}
         ELSE NOT EXISTS (
           SELECT FROM pgboss.job j WHERE j.name = $3 AND j.id = d.id
             AND (j.state IN ('created', 'retry')
                  OR j.state = 'active' AND j.started_on > now() - interval '${unclaimedAfterMs} milliseconds'))
         END
       ORDER BY d.created_at LIMIT 500 FOR UPDATE OF d SKIP LOCKED`,
      [takeOver.workerId, takeOver.activeDocumentIds, takeOver.queueName],
    );
    const quarantined = new AppError("quarantined");
    const deadly = abandoned.rows.filter((row) => row.attempts >= deathsMax);
    const freed = abandoned.rows.filter((row) => row.attempts < deathsMax);
    await tx.$client.query(
      `UPDATE documents SET status = 'failed', worker_id = NULL, updated_at = now(), error_code = $2, error_message = $3
       WHERE id = ANY ($1)`,
      [deadly.map((row) => row.documentId), quarantined.code, quarantined.publicMessage],
    );
    await tx.$client.query(
      "UPDATE documents SET status = 'queued', worker_id = NULL, updated_at = now() WHERE id = ANY ($1)",
      [freed.map((row) => row.documentId)],
    );
    const queued = freed.filter((row) => !row.isHeldUp);
    for (const { attempts: _, isHeldUp: __, ...request } of queued) await takeOver.enqueue(tx, request);
    return queued.map((row) => row.documentId);
  });
}
