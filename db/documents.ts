/**
 * Documents and who works on them. The row is the truth and a queue job is only a wake-up call: a worker claims the row,
 * and every later write of its asks for the claim again, so that two workers never index one document however jobs get
 * lost, doubled or late. Functions for the worker say "System".
 */
import { v7 as uuidv7 } from "uuid";
import { AppError, type ErrorCode } from "../lib/errors.ts";
import type { DocumentStatus, Principal, Receipt } from "../lib/turn.ts";
import { asSystem, systemPrincipal, type Tx, withTenant } from "./client.ts";
import type { documents } from "./schema/corpus.ts";
import { workerDeadAfterMs } from "./worker-heartbeats.ts";

export type Document = Omit<typeof documents.$inferSelect, "workerId" | "queuePriority" | "attempts">;

/** What the queue is told about a document. */
export interface IngestRequest {
  documentId: string;
  tenantId: string;
  priority: number;
}

/** Writes the queue's job in the transaction that is given. */
export type Enqueue = (tx: Tx, request: IngestRequest) => Promise<void>;

const documentColumns = `
  d.id, d.tenant_id AS "tenantId", d.collection_id AS "collectionId", d.title, d.file_name AS "fileName",
  d.media_type AS "mediaType", d.byte_size::float8 AS "byteSize", d.content_hash AS "contentHash", d.status,
  d.error_code AS "errorCode", d.error_message AS "errorMessage", d.receipt, d.created_by AS "createdBy",
  d.created_at AS "createdAt", d.updated_at AS "updatedAt", d.ready_at AS "readyAt"`;
const unfinished = "status NOT IN ('ready', 'failed', 'cancelled')";

/**
 * Minus the number of the tenant's unfinished documents: the first of everybody's come before the second of anybody's, so
 * a tenant that uploads ten thousand files doesn't keep another waiting. Counts no further than it can matter.
 */
const nextPriority = `(SELECT -count(*) FROM (
  SELECT FROM documents WHERE tenant_id = $1 AND ${unfinished} LIMIT 10000) AS waiting)`;

export interface NewDocument {
  collectionId: string;
  title: string;
  fileName: string;
  mediaType: string;
  byteSize: number;
  contentHash: string;
}

/**
 * Adds a queued document and its job in one transaction. Where the collection holds the same bytes already, that document
 * comes back with `isDuplicate`, queued again if it had failed. Admins only.
 */
export async function addDocument(
  principal: Principal,
  document: NewDocument,
  enqueue: Enqueue,
): Promise<{ document: Document; isDuplicate: boolean }> {
  return withTenant(principal, async (tx) => {
    const inserted = await tx.$client.query<Document & { priority: number }>(
      `INSERT INTO documents AS d (id, tenant_id, collection_id, title, file_name, media_type, byte_size, content_hash,
                                   created_by, queue_priority)
       VALUES ($9, $1, $2, $3, $4, $5, $6, $7, $8, ${nextPriority})
       ON CONFLICT (tenant_id, collection_id, content_hash) DO NOTHING
       RETURNING ${documentColumns}, queue_priority AS priority`,
      [
        principal.tenantId,
        document.collectionId,
        document.title,
        document.fileName,
        document.mediaType,
        document.byteSize,
        document.contentHash,
        principal.userId,
        uuidv7(),
      ],
    );
    const [added] = inserted.rows;
    if (added) {
      const { priority, ...row } = added;
      await enqueue(tx, { documentId: row.id, tenantId: row.tenantId, priority });
      return { document: row, isDuplicate: false };
    }
    const existing = await tx.$client.query<Document>(
      `SELECT ${documentColumns} FROM documents d
       WHERE tenant_id = $1 AND collection_id = $2 AND content_hash = $3 FOR UPDATE`,
      [principal.tenantId, document.collectionId, document.contentHash],
    );
    const [row] = existing.rows;
    if (!row) throw new AppError("conflict", { message: "a document of the same bytes was deleted meanwhile" });
    const isAgain = row.status === "failed" || row.status === "cancelled";
    return { document: isAgain ? await queueAgain(tx, row, enqueue) : row, isDuplicate: true };
  });
}

/** Queues a failed or cancelled document again. Throws `document_not_found`, or `conflict` in any other status. */
export async function retryDocument(principal: Principal, id: string, enqueue: Enqueue): Promise<Document> {
  return withTenant(principal, async (tx) => {
    const { rows } = await tx.$client.query<Document>(
      `SELECT ${documentColumns} FROM documents d WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
      [principal.tenantId, id],
    );
    const [row] = rows;
    if (!row) throw new AppError("document_not_found");
    if (row.status !== "failed" && row.status !== "cancelled")
      throw new AppError("conflict", { publicMessage: `Only a failed document can be retried; this one is ${row.status}.` });
    return queueAgain(tx, row, enqueue);
  });
}

async function queueAgain(tx: Tx, { tenantId, id }: Document, enqueue: Enqueue): Promise<Document> {
  const { rows } = await tx.$client.query<Document & { priority: number }>(
    `UPDATE documents AS d SET status = 'queued', error_code = NULL, error_message = NULL, attempts = 0,
       worker_id = NULL, updated_at = now(), queue_priority = ${nextPriority}
     WHERE tenant_id = $1 AND id = $2 RETURNING ${documentColumns}, queue_priority AS priority`,
    [tenantId, id],
  );
  if (!rows[0]) throw new AppError("document_not_found");
  const { priority, ...document } = rows[0];
  await enqueue(tx, { documentId: id, tenantId, priority });
  return document;
}

/** The document, or `document_not_found` where there is none or the principal may not read it. */
export async function findDocument(principal: Principal, id: string): Promise<Document> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Document>(`SELECT ${documentColumns} FROM documents d WHERE tenant_id = $1 AND id = $2`, [
      principal.tenantId,
      id,
    ]),
  );
  if (!rows[0]) throw new AppError("document_not_found");
  return rows[0];
}

export interface DocumentQuery {
  collectionId?: string;
  status?: DocumentStatus;
  /** Found in title or file name. */
  search?: string;
  /** As the page before gave it. */
  cursor?: string;
  limit: number;
}

export interface DocumentPage {
  documents: Document[];
  /** Pass it back for the next page; null on the last. */
  nextCursor: string | null;
}

/** The documents that the principal may read, newest first. */
export async function listDocuments(principal: Principal, query: DocumentQuery): Promise<DocumentPage> {
  const [beforeTime = null, beforeId = null] = query.cursor?.split("_") ?? [];
  const pattern = query.search ? `%${query.search.replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Document & { cursor: string }>(
      `SELECT ${documentColumns},
              to_char(d.created_at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || d.id AS cursor
       FROM documents d
       WHERE tenant_id = $1
         AND ($2::uuid IS NULL OR collection_id = $2)
         AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR title ILIKE $4 OR file_name ILIKE $4)
         AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $7`,
      [
        principal.tenantId,
        query.collectionId ?? null,
        query.status ?? null,
        pattern,
        beforeTime,
        beforeId,
        query.limit + 1,
      ],
    ),
  );
  const page = rows.slice(0, query.limit);
  return {
    documents: page.map(({ cursor: _, ...document }) => document),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.cursor ?? null) : null,
  };
}

/**
 * System. The place of each queued document among all that wait on this server, from 1, by document id. Tells a tenant how
 * many are before it and nothing about whose they are.
 */
export async function findQueuePlaces(documentIds: string[]): Promise<Map<string, number>> {
  if (documentIds.length === 0) return new Map();
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ id: string; place: number }>(
      `SELECT id, place FROM (
         SELECT id, row_number() OVER (ORDER BY queue_priority DESC, created_at)::int AS place
         FROM documents WHERE ${unfinished} AND status = 'queued') AS queue
       WHERE id = ANY ($1)`,
      [documentIds],
    ),
  );
  return new Map(rows.map((row) => [row.id, row.place]));
}

/**
 * Deletes the document with its chunks, vectors, terms and cached answers, blanks the quotes of its citations, and counts
 * the collection's version up, in one transaction in which `alsoInTransaction` runs too. Returns the hash of its blob.
 */
export async function deleteDocument(
  principal: Principal,
  id: string,
  alsoInTransaction: (tx: Tx) => Promise<void>,
): Promise<string> {
  return withTenant(principal, async (tx) => {
    const gone = await tx.$client.query<{ hash: string; collectionId: string }>(
      `DELETE FROM documents WHERE tenant_id = $1 AND id = $2
       RETURNING content_hash AS hash, collection_id AS "collectionId"`,
      [principal.tenantId, id],
    );
    if (!gone.rows[0]) throw new AppError("document_not_found");
    const { hash, collectionId } = gone.rows[0];
    await tx.$client.query("UPDATE collections SET version = version + 1 WHERE tenant_id = $1 AND id = $2", [
      principal.tenantId,
      collectionId,
    ]);
    await alsoInTransaction(tx);
    return hash;
  });
}

/** Which of these blobs some document of the tenant still refers to, readable or not. */
export async function findReferredHashes(tenantId: string, hashes: string[]): Promise<Set<string>> {
  const { rows } = await withTenant(systemPrincipal(tenantId), (tx) =>
    tx.$client.query<{ hash: string }>(
      "SELECT DISTINCT content_hash AS hash FROM documents WHERE tenant_id = $1 AND content_hash = ANY ($2)",
      [tenantId, hashes],
    ),
  );
  return new Set(rows.map((row) => row.hash));
}

/** A worker's hold on a document. */
export interface Claim {
  documentId: string;
  tenantId: string;
  workerId: string;
  attempt: number;
}

export type ClaimedDocument = Document & { claim: Claim; embeddingModel: string; embeddingDimensions: number };

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

/** System. Takes an unfinished document that no live worker has, as `parsing`. Null where there's nothing to take. */
export async function claimDocument(
  tenantId: string,
  documentId: string,
  workerId: string,
): Promise<ClaimedDocument | null> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<ClaimedDocument & { attempt: number }>(
      `UPDATE documents AS d SET status = 'parsing', worker_id = $3, attempts = attempts + 1, updated_at = now()
       FROM collections c
       WHERE d.tenant_id = $1 AND d.id = $2 AND d.${unfinished} AND NOT ${heldByLiveWorker}
         AND c.tenant_id = d.tenant_id AND c.id = d.collection_id
       RETURNING ${documentColumns}, d.attempts AS attempt, c.embedding_model AS "embeddingModel",
                 c.embedding_dimensions AS "embeddingDimensions"`,
      [tenantId, documentId, workerId],
    ),
  );
  if (!rows[0]) return null;
  const { attempt, ...document } = rows[0];
  return { ...document, claim: { documentId, tenantId, workerId, attempt } };
}

const whereClaimed = "WHERE tenant_id = $1 AND id = $2 AND worker_id = $3 AND attempts = $4";
const claimValues = ({ tenantId, documentId, workerId, attempt }: Claim) => [tenantId, documentId, workerId, attempt];

async function updateClaimed(claim: Claim, assignments: string, values: unknown[]): Promise<void> {
  const { rowCount } = await withTenant(systemPrincipal(claim.tenantId), (tx) =>
    tx.$client.query(`UPDATE documents SET ${assignments}, updated_at = now() ${whereClaimed}`, [
      ...claimValues(claim),
      ...values,
    ]),
  );
  if (!rowCount) throw new ClaimLostError(claim);
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

/**
 * Within a transaction: locks the claimed document, so that nothing is written for one that was deleted or taken over.
 * Returns its collection. Throws ClaimLostError.
 */
export async function lockClaimed(tx: Tx, claim: Claim): Promise<string> {
  const { rows } = await tx.$client.query<{ collectionId: string }>(
    `SELECT collection_id AS "collectionId" FROM documents ${whereClaimed} FOR UPDATE`,
    claimValues(claim),
  );
  if (!rows[0]) throw new ClaimLostError(claim);
  return rows[0].collectionId;
}

/**
 * Within a transaction that has locked it: makes the claimed document ready and counts its collection's version up. The
 * receipt's indexing time is that of the transaction so far.
 */
export async function completeClaimed(
  tx: Tx,
  claim: Claim,
  { title, receipt }: { title: string; receipt: Receipt },
): Promise<void> {
  await tx.$client.query(
    `WITH done AS (
       UPDATE documents SET status = 'ready', title = $5, worker_id = NULL, attempts = 0, error_code = NULL,
         error_message = NULL, ready_at = now(), updated_at = now(),
         receipt = jsonb_set($6::jsonb, '{stageMs,indexing}',
           to_jsonb(round(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::int))
       ${whereClaimed} RETURNING collection_id)
     UPDATE collections SET version = version + 1 WHERE tenant_id = $1 AND id IN (SELECT collection_id FROM done)`,
    [...claimValues(claim), title, JSON.stringify(receipt)],
  );
}

/** System. Fails a document whose job has used up its retries, with the last fault that was kept. */
export async function failAfterRetries(tenantId: string, documentId: string): Promise<void> {
  await asSystem((tx) =>
    tx.$client.query(
      `UPDATE documents SET status = 'failed', worker_id = NULL, updated_at = now(),
         error_code = coalesce(error_code, 'internal'),
         error_message = coalesce(error_message, 'It was tried again and again without success.')
       WHERE tenant_id = $1 AND id = $2 AND ${unfinished}`,
      [tenantId, documentId],
    ),
  );
}

/** A document over which this many workers have died is not given to another. */
const deathsMax = 4;
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
 * System. Queues again what nobody works on any more: documents of dead workers, and queued ones whose job got lost.
 * Documents that took several workers down are failed instead. Returns the ids of those queued.
 */
export async function requeueAbandoned(takeOver: TakeOver): Promise<string[]> {
  return asSystem(async (tx) => {
    const abandoned = await tx.$client.query<IngestRequest & { attempts: number }>(
      `SELECT d.id AS "documentId", d.tenant_id AS "tenantId", d.queue_priority AS priority, d.attempts
       FROM documents d
       WHERE d.${unfinished} AND CASE
         WHEN d.worker_id = $1 THEN NOT d.id = ANY ($2)
         WHEN d.worker_id IS NOT NULL THEN NOT ${heldByLiveWorker}
         ELSE NOT EXISTS (
           SELECT FROM pgboss.job j WHERE j.name = $3 AND j.id = d.id
             AND (j.state IN ('created', 'retry')
                  OR j.state = 'active' AND j.started_on > now() - interval '${unclaimedAfterMs} milliseconds'))
         END
       ORDER BY d.created_at LIMIT 500 FOR UPDATE SKIP LOCKED`,
      [takeOver.workerId, takeOver.activeDocumentIds, takeOver.queueName],
    );
    const deadly = abandoned.rows.filter((row) => row.attempts >= deathsMax);
    const freed = abandoned.rows.filter((row) => row.attempts < deathsMax);
    await tx.$client.query(
      `UPDATE documents SET status = 'failed', worker_id = NULL, updated_at = now(), error_code = 'parse_limit_exceeded',
         error_message = 'Reading this file stopped the worker again and again.' WHERE id = ANY ($1)`,
      [deadly.map((row) => row.documentId)],
    );
    await tx.$client.query(
      "UPDATE documents SET status = 'queued', worker_id = NULL, updated_at = now() WHERE id = ANY ($1)",
      [freed.map((row) => row.documentId)],
    );
    for (const { attempts: _, ...request } of freed) await takeOver.enqueue(tx, request);
    return freed.map((row) => row.documentId);
  });
}
