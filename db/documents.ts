import { v7 as uuidv7 } from "uuid";
import { AppError } from "../lib/errors.ts";
import type { DocumentStatus, Principal } from "../lib/turn.ts";
import { asSystem, systemPrincipal, type Tx, withTenant } from "./client.ts";
import type { documents } from "./schema/corpus.ts";

export type Document = Omit<
  typeof documents.$inferSelect,
  "workerId" | "queuePriority" | "attempts" | "sealedPassword"
>;

/** What the queue is told about a document. */
export interface IngestRequest {
  documentId: string;
  tenantId: string;
  priority: number;
}

/** Writes the queue's job in the transaction that is given. */
export type Enqueue = (tx: Tx, request: IngestRequest) => Promise<void>;

/** What a Document holds, of a documents row called `d`. */
export const documentColumns = `
  d.id, d.tenant_id AS "tenantId", d.collection_id AS "collectionId", d.title, d.file_name AS "fileName",
  d.media_type AS "mediaType", d.byte_size::float8 AS "byteSize", d.content_hash AS "contentHash", d.status,
  d.error_code AS "errorCode", d.error_message AS "errorMessage", d.receipt, d.lane, d.lineage_id AS "lineageId", d.version,
  d.superseded_at AS "supersededAt", d.source_id AS "sourceId", d.source_key AS "sourceKey", d.created_by AS "createdBy",
  d.created_at AS "createdAt", d.updated_at AS "updatedAt", d.ready_at AS "readyAt"`;
/** Of a document that a worker still has to do with. */
export const unfinished = "status NOT IN ('ready', 'failed', 'cancelled')";

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
       ON CONFLICT (tenant_id, collection_id, content_hash) WHERE superseded_at IS NULL DO NOTHING
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
       WHERE tenant_id = $1 AND collection_id = $2 AND content_hash = $3 AND superseded_at IS NULL FOR UPDATE`,
      [principal.tenantId, document.collectionId, document.contentHash],
    );
    const [row] = existing.rows;
    if (!row)
      throw new AppError("conflict", { message: "a document of the same bytes was deleted meanwhile" });
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
      throw new AppError("conflict", {
        publicMessage: `Only a failed document can be retried; this one is ${row.status}.`,
      });
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
    tx.$client.query<Document>(
      `SELECT ${documentColumns} FROM documents d WHERE tenant_id = $1 AND id = $2`,
      [principal.tenantId, id],
    ),
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

/** System. Which of these blobs some document of the tenant still refers to, readable or not. */
export async function findReferredHashes(tenantId: string, hashes: string[]): Promise<Set<string>> {
  const { rows } = await withTenant(systemPrincipal(tenantId), (tx) =>
    tx.$client.query<{ hash: string }>(
      "SELECT DISTINCT content_hash AS hash FROM documents WHERE tenant_id = $1 AND content_hash = ANY ($2)",
      [tenantId, hashes],
    ),
  );
  return new Set(rows.map((row) => row.hash));
}
