/**
 * The versions of a document are the rows of one lineage, numbered from 1. The newest that became ready is the one that is
 * found. Those before it are superseded: their chunks lie in archived_chunks, where old citations still open them.
 */
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import { dropTerms } from "./collection-terms.ts";
import { unfinished } from "./document-queue.ts";
import type { documents } from "./schema/corpus.ts";

type Document = typeof documents.$inferSelect;

export type DocumentVersion = Pick<
  Document,
  "id" | "version" | "status" | "byteSize" | "createdAt" | "supersededAt"
>;

/** All versions of the lineage that the principal may read, newest first. */
export async function listVersions(principal: Principal, lineageId: string): Promise<DocumentVersion[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<DocumentVersion>(
      `SELECT id, version, status, byte_size::float8 AS "byteSize", created_at AS "createdAt",
              superseded_at AS "supersededAt"
       FROM documents WHERE tenant_id = $1 AND lineage_id = $2 ORDER BY version DESC`,
      [principal.tenantId, lineageId],
    ),
  );
  return rows;
}

/** Within a transaction: nothing is published in the collection, re-embedded or given a version's number until it ends. */
export async function lockCollection(tx: Tx, tenantId: string, collectionId: string): Promise<void> {
  await tx.$client.query("SELECT FROM collections WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE", [
    tenantId,
    collectionId,
  ]);
}

/** Which document a new file is a version of: the one that is named, or the one that came from the same place. */
export interface VersionOf {
  replaces?: string;
  sourceId?: string;
  sourceKey?: string;
}

/** Where a new row stands in its lineage, and what it takes over from it. */
export interface VersionPlace {
  lineageId: string;
  version: number;
  sourceId: string | null;
  sourceKey: string | null;
  tags: string[];
  givenTitle: string | null;
  givenLanguage: string | null;
}

/**
 * Within a transaction: the next version's place; undefined where there is nothing that it's a version of. Holds the
 * collection's lock from then on, so that no number is given twice. Throws `document_not_found`, or `invalid_request` where
 * `replaces` is in another collection.
 */
export async function findNextVersion(
  tx: Tx,
  {
    tenantId,
    collectionId,
    replaces,
    sourceId,
    sourceKey,
  }: VersionOf & { tenantId: string; collectionId: string },
): Promise<VersionPlace | undefined> {
  if (!replaces && !sourceKey) return undefined;
  await lockCollection(tx, tenantId, collectionId);
  const { rows } = await tx.$client.query<VersionPlace & { collectionId: string }>(
    `SELECT lineage_id AS "lineageId", collection_id AS "collectionId", source_id AS "sourceId", source_key AS "sourceKey", tags,
            given_title AS "givenTitle", given_language AS "givenLanguage",
            (SELECT max(v.version) + 1 FROM documents v WHERE v.tenant_id = $1 AND v.lineage_id = d.lineage_id) AS version
     FROM documents d WHERE tenant_id = $1 AND ${
       replaces ? "id = $2" : "source_key = $2 AND collection_id = $3 AND source_id IS NOT DISTINCT FROM $4"
     } ORDER BY created_at DESC LIMIT 1`,
    replaces ? [tenantId, replaces] : [tenantId, sourceKey, collectionId, sourceId ?? null],
  );
  if (!rows[0]) {
    if (replaces) throw new AppError("document_not_found");
    return undefined;
  }
  const { collectionId: held, ...place } = rows[0];
  if (held !== collectionId)
    throw new AppError("invalid_request", {
      publicMessage: "replaces: a new version goes into the collection of its document.",
    });
  return place;
}

/**
 * Within a transaction: takes back the versions after this one that are still waiting or being read. For when the bytes of
 * the one that is found came in again, so that what was last sent is what will be found.
 */
export async function cancelLaterVersions(
  tx: Tx,
  { tenantId, lineageId, version }: Pick<Document, "tenantId" | "lineageId" | "version">,
): Promise<void> {
  await tx.$client.query(
    `UPDATE documents SET status = 'cancelled', worker_id = NULL, superseded_at = now(), updated_at = now()
     WHERE tenant_id = $1 AND lineage_id = $2 AND version > $3 AND ${unfinished}`,
    [tenantId, lineageId, version],
  );
}

/** What of a chunk is kept for old citations. */
export const archivedColumns = `tenant_id, id, document_id, collection_id, ordinal, text, heading_path, page_start, page_end,
  page_offsets, boxes, char_start, char_end, token_count, injection_score`;

/**
 * Within a transaction that has made a version of the lineage ready and holds its collection's lock: only the newest that
 * became ready is found from now on. The others' chunks move to the archive, and what was answered from them is forgotten.
 * Which of two versions is done first makes no difference: one that is late goes into the archive at once.
 */
export async function supersedeVersions(
  tx: Tx,
  { tenantId, documentId, lineageId }: { tenantId: string; documentId: string; lineageId: string },
): Promise<void> {
  // Asked first: nearly every document is its lineage's only one, and planning what follows takes longer than asking.
  const { rowCount } = await tx.$client.query(
    "SELECT FROM documents WHERE tenant_id = $1 AND lineage_id = $2 AND id <> $3 LIMIT 1",
    [tenantId, lineageId, documentId],
  );
  if (!rowCount) return;
  const past = await tx.$client.query<{ id: string }>(
    `UPDATE documents d SET superseded_at = coalesce(d.superseded_at, now()), updated_at = now()
     WHERE d.tenant_id = $1 AND d.lineage_id = $2 AND (d.superseded_at IS NULL OR d.id = $3)
       AND d.version < (SELECT max(version) FROM documents
                        WHERE tenant_id = $1 AND lineage_id = $2 AND ready_at IS NOT NULL)
     RETURNING d.id`,
    [tenantId, lineageId, documentId],
  );
  const pastIds = past.rows.map(({ id }) => id);
  await dropTerms(tx, tenantId, pastIds);
  await tx.$client.query(
    `WITH moved AS (
       DELETE FROM chunks WHERE tenant_id = $1 AND document_id = ANY ($2) RETURNING *
     ), kept AS (
       INSERT INTO archived_chunks (${archivedColumns}) SELECT ${archivedColumns} FROM moved
     ), unstaged AS (
       DELETE FROM staged_embeddings s USING moved WHERE s.tenant_id = $1 AND s.chunk_id = moved.id
     )
     DELETE FROM answer_cache WHERE tenant_id = $1 AND document_ids && $2`,
    [tenantId, pastIds],
  );
}

/**
 * Within a transaction that holds the collection's lock, before a document's new chunks come in: its earlier ones go. Those that are cited somewhere move to
 * the archive, so that their citations still open, and what was answered from any of them is forgotten.
 */
export async function clearEarlierReading(tx: Tx, tenantId: string, documentId: string): Promise<void> {
  await dropTerms(tx, tenantId, [documentId]);
  await tx.$client.query(
    `WITH gone AS (
       DELETE FROM chunks WHERE tenant_id = $1 AND document_id = $2 RETURNING *
     ), kept AS (
       INSERT INTO archived_chunks (${archivedColumns}) SELECT ${archivedColumns} FROM gone
       WHERE id IN (SELECT chunk_id FROM citations WHERE tenant_id = $1 AND document_id = $2)
     ), unstaged AS (
       DELETE FROM staged_embeddings s USING gone WHERE s.tenant_id = $1 AND s.chunk_id = gone.id
     )
     DELETE FROM answer_cache WHERE tenant_id = $1 AND $2 = ANY (document_ids) AND EXISTS (SELECT FROM gone)`,
    [tenantId, documentId],
  );
}
