import { v7 as uuidv7 } from "uuid";
import type { DocumentStatus, UploadLane } from "../lib/document.ts";
import type { DocumentChanges } from "../lib/document-schemas.ts";
import { AppError } from "../lib/errors.ts";
import { kindOf, mediaTypesOf } from "../lib/media-types.ts";
import type { DocumentKind } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import { nextPriority } from "./document-queue.ts";
import {
  cancelLaterVersions,
  findNextVersion,
  type VersionOf,
  type VersionPlace,
} from "./document-versions.ts";
import type { documents } from "./schema/corpus.ts";

export type Document = Omit<
  typeof documents.$inferSelect,
  "workerId" | "queuePriority" | "attempts" | "sealedPassword" | "hasStaleTerms"
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
  d.superseded_at AS "supersededAt", d.source_id AS "sourceId", d.source_key AS "sourceKey", d.language,
  d.given_title AS "givenTitle", d.given_language AS "givenLanguage", d.author,
  d.dated_at AS "datedAt", d.tags, d.analyzer_version AS "analyzerVersion", d.created_by AS "createdBy",
  d.created_at AS "createdAt", d.updated_at AS "updatedAt", d.ready_at AS "readyAt"`;

export interface NewDocument extends VersionOf {
  collectionId: string;
  title: string;
  fileName: string;
  mediaType: string;
  byteSize: number;
  contentHash: string;
  lane?: UploadLane;
  sealedPassword?: string;
  /** What its uploader says of it goes before what the file says. */
  author?: string;
  /** ISO date. */
  date?: string;
  /** None: those of the version before, where it's a new version. */
  tags?: string[];
}

/**
 * Adds a queued document and its job in one transaction: as the next version where it replaces a document or comes from the
 * same place as one, else as the first of its own lineage. Where the collection holds the same bytes already, that document
 * comes back with `isDuplicate`, queued again if it had failed. Admins only. Throws `document_not_found` for an unknown
 * `replaces`, `invalid_request` for one in another collection.
 */
export async function addDocument(
  principal: Principal,
  document: NewDocument,
  enqueue: Enqueue,
): Promise<{ document: Document; isDuplicate: boolean }> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    const isVersion = Boolean(document.replaces || document.sourceKey);
    const same = isVersion && (await findSameBytes(tx, principal, document, enqueue));
    if (same) {
      await cancelLaterVersions(tx, same);
      return { document: same, isDuplicate: true };
    }
    const place = await findNextVersion(tx, { tenantId, ...document });
    const added = await insertDocument(tx, principal, document, place);
    if (added) {
      const { priority, ...row } = added;
      await enqueue(tx, { documentId: row.id, tenantId, priority });
      return { document: row, isDuplicate: false };
    }
    const twin = await findSameBytes(tx, principal, document, enqueue);
    if (!twin)
      throw new AppError("conflict", { message: "a document of the same bytes was deleted meanwhile" });
    return { document: twin, isDuplicate: true };
  });
}

/** Undefined where the collection holds the same bytes. */
async function insertDocument(
  tx: Tx,
  { tenantId, userId }: Principal,
  document: NewDocument,
  place: VersionPlace | undefined,
): Promise<(Document & { priority: number }) | undefined> {
  const id = uuidv7();
  const { rows } = await tx.$client.query<Document & { priority: number }>(
    `INSERT INTO documents AS d (id, tenant_id, collection_id, title, file_name, media_type, byte_size, content_hash,
                                 created_by, lane, lineage_id, version, source_id, source_key, sealed_password, author,
                                 dated_at, tags, given_title, given_language, queue_priority)
     VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17::timestamp AT TIME ZONE 'utc', $18,
             $19, $20, ${nextPriority("$10")})
     ON CONFLICT (tenant_id, collection_id, content_hash) WHERE superseded_at IS NULL DO NOTHING
     RETURNING ${documentColumns}, queue_priority AS priority`,
    [
      tenantId,
      id,
      document.collectionId,
      place?.givenTitle ?? document.title,
      document.fileName,
      document.mediaType,
      document.byteSize,
      document.contentHash,
      userId,
      document.lane ?? "interactive",
      place?.lineageId ?? id,
      place?.version ?? 1,
      document.sourceId ?? place?.sourceId ?? null,
      document.sourceKey ?? place?.sourceKey ?? null,
      document.sealedPassword ?? null,
      document.author ?? null,
      document.date ?? null,
      document.tags ?? place?.tags ?? [],
      place?.givenTitle ?? null,
      place?.givenLanguage ?? null,
    ],
  );
  return rows[0];
}

/** The collection's document of the same bytes; one that had failed is queued again, with the password that came along. */
async function findSameBytes(
  tx: Tx,
  { tenantId }: Principal,
  { collectionId, contentHash, sealedPassword }: NewDocument,
  enqueue: Enqueue,
): Promise<Document | undefined> {
  const { rows } = await tx.$client.query<Document>(
    `SELECT ${documentColumns} FROM documents d
     WHERE tenant_id = $1 AND collection_id = $2 AND content_hash = $3 AND superseded_at IS NULL FOR UPDATE`,
    [tenantId, collectionId, contentHash],
  );
  const [row] = rows;
  if (!row || (row.status !== "failed" && row.status !== "cancelled")) return row;
  return queueAgain(tx, row, enqueue, sealedPassword);
}

/** Queues a failed or cancelled document again, by default with the password it had. Throws `document_not_found`, or `conflict` in any other status. */
export async function retryDocument(
  principal: Principal,
  id: string,
  enqueue: Enqueue,
  sealedPassword?: string,
): Promise<Document> {
  return withTenant(principal, async (tx) => {
    const { rows } = await tx.$client.query<Document>(
      `SELECT ${documentColumns} FROM documents d WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
      [principal.tenantId, id],
    );
    const [row] = rows;
    if (!row) throw new AppError("document_not_found");
    if (row.supersededAt)
      throw new AppError("conflict", { publicMessage: "Another version has taken this one's place." });
    if (row.status !== "failed" && row.status !== "cancelled")
      throw new AppError("conflict", {
        publicMessage: `Only a failed document can be retried; this one is ${row.status}.`,
      });
    return queueAgain(tx, row, enqueue, sealedPassword);
  });
}

async function queueAgain(
  tx: Tx,
  { tenantId, id }: Document,
  enqueue: Enqueue,
  sealedPassword?: string,
): Promise<Document> {
  const { rows } = await tx.$client.query<Document & { priority: number }>(
    `UPDATE documents AS d SET status = 'queued', error_code = NULL, error_message = NULL, attempts = 0,
       worker_id = NULL, updated_at = now(), sealed_password = coalesce($3, sealed_password),
       queue_priority = ${nextPriority("d.lane")}
     WHERE tenant_id = $1 AND id = $2 RETURNING ${documentColumns}, queue_priority AS priority`,
    [tenantId, id, sealedPassword ?? null],
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

/**
 * Changes what is known of a document beside its text; what is left out stays. Where its title or language changes, a worker makes its
 * terms anew within seconds (ingestion/renew-terms.ts). Counts its collection's version up, so that no cached answer goes by what was.
 * Throws `document_not_found`, or `conflict` where another version has taken its place. Admins only.
 */
export async function changeDocument(
  principal: Principal,
  id: string,
  { title, language, author, date, tags }: DocumentChanges,
): Promise<Document> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Document>(
      `WITH changed AS (
         UPDATE documents AS d SET updated_at = now(),
           author = CASE WHEN $3 THEN $4 ELSE author END,
           dated_at = CASE WHEN $5 THEN $6::timestamp AT TIME ZONE 'utc' ELSE dated_at END,
           tags = coalesce($7::text[], tags),
           title = coalesce($8, title), given_title = coalesce($8, given_title),
           given_language = CASE WHEN $9 THEN $10 ELSE given_language END,
           has_stale_terms = has_stale_terms OR title <> coalesce($8, title) OR ($9 AND given_language IS DISTINCT FROM $10)
         WHERE tenant_id = $1 AND id = $2 AND superseded_at IS NULL RETURNING ${documentColumns}
       ), counted AS (
         UPDATE collections SET version = version + 1
         WHERE tenant_id = $1 AND id IN (SELECT "collectionId" FROM changed))
       SELECT * FROM changed`,
      [
        principal.tenantId,
        id,
        author !== undefined,
        author ?? null,
        date !== undefined,
        date ?? null,
        tags,
        title,
        language !== undefined,
        language ?? null,
      ],
    ),
  );
  if (rows[0]) return rows[0];
  await findDocument(principal, id);
  throw new AppError("conflict", { publicMessage: "Another version has taken this one's place." });
}

export interface DocumentQuery {
  collectionId?: string;
  status?: DocumentStatus;
  kind?: DocumentKind;
  tag?: string;
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

/** The documents that the principal may read, newest first, without versions that another took the place of. */
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
         AND ($7::text[] IS NULL OR media_type = ANY ($7))
         AND ($9::text IS NULL OR $9 = ANY (tags))
         AND superseded_at IS NULL
       ORDER BY created_at DESC, id DESC LIMIT $8`,
      [
        principal.tenantId,
        query.collectionId ?? null,
        query.status ?? null,
        pattern,
        beforeTime,
        beforeId,
        query.kind ? mediaTypesOf(query.kind) : null,
        query.limit + 1,
        query.tag ?? null,
      ],
    ),
  );
  const page = rows.slice(0, query.limit);
  return {
    documents: page.map(({ cursor: _, ...document }) => document),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.cursor ?? null) : null,
  };
}

export interface DocumentCounts {
  total: number;
  byStatus: Partial<Record<DocumentStatus, number>>;
  byKind: Partial<Record<DocumentKind, number>>;
}

/** How many documents listDocuments has altogether, by status and by kind; of one collection or of all. */
export async function countDocuments(
  principal: Principal,
  collectionId: string | undefined,
): Promise<DocumentCounts> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ status: DocumentStatus; mediaType: string; count: number }>(
      `SELECT status, media_type AS "mediaType", count(*)::int AS count FROM documents
       WHERE tenant_id = $1 AND ($2::uuid IS NULL OR collection_id = $2) AND superseded_at IS NULL GROUP BY 1, 2`,
      [principal.tenantId, collectionId ?? null],
    ),
  );
  const counts: DocumentCounts = { total: 0, byStatus: {}, byKind: {} };
  for (const { status, mediaType, count } of rows) {
    const kind = kindOf(mediaType);
    counts.total += count;
    counts.byStatus[status] = (counts.byStatus[status] ?? 0) + count;
    counts.byKind[kind] = (counts.byKind[kind] ?? 0) + count;
  }
  return counts;
}
