import { toSql } from "pgvector";
import type { TextBox } from "../lib/document.ts";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { bm25Tier } from "./capabilities.ts";
import { asSystem, pool, type Tx, withTenant } from "./client.ts";
import { addTerms } from "./collection-terms.ts";
import { type Claim, completeClaimed, lockClaimed, type ReadDocument } from "./document-claims.ts";
import { clearEarlierReading, lockCollection, supersedeVersions } from "./document-versions.ts";
import { partitionOf } from "./partition-of.ts";

/** A chunk ready to be stored. Its ordinal is its place in the array. */
export interface NewChunk {
  text: string;
  headingPath: string[];
  pageStart: number | null;
  pageEnd: number | null;
  pageOffsets: number[];
  boxes: TextBox[] | null;
  charStart: number;
  charEnd: number;
  tokenCount: number;
  /** The analyzer's terms, field by field. */
  terms: string[];
  embedding: number[];
  /** How much it reads like instructions to a model, 0 to 1. */
  injectionScore?: number | null;
}

export interface IndexedDocument extends ReadDocument {
  embeddingModel: string;
  embeddingDimensions: number;
  chunks: NewChunk[];
}

/** Rows per statement: 200 chunks of 384 dimensions are about 1 MB of parameters. */
const rowsPerInsert = 200;

/**
 * System. In one transaction: the claimed document becomes ready, its earlier chunks go and these come, it takes the place of
 * its lineage's earlier version, and the collection's version counts up. Searches see all of it or none. Writes nothing and
 * throws ClaimLostError where the document was deleted or taken over, `embedding_failed` where the collection went over to
 * another embedding model or length meanwhile: it has to be embedded again. Every statement names the tenant; row-level security,
 * which the claim has been past already, would take longer to plan than all of this takes to do.
 */
export async function publishDocument(
  claim: Claim,
  { chunks, embeddingModel, embeddingDimensions, ...result }: IndexedDocument,
): Promise<void> {
  const isSqlTier = (await bm25Tier()) === "sql";
  const batches: string[] = [];
  for (let start = 0; start < chunks.length; start += rowsPerInsert)
    batches.push(toJsonRows(chunks.slice(start, start + rowsPerInsert), start));
  await asSystem(async (tx) => {
    const { tenantId, documentId } = claim;
    const { collectionId, lineageId, readyAt, isOnlyVersion } = await lockClaimed(tx, claim);
    if (readyAt) {
      // Collection before chunks, as re-embeddings lock them.
      await lockCollection(tx, tenantId, collectionId);
      await clearEarlierReading(tx, tenantId, documentId);
    }
    for (const batch of batches)
      await insertChunks(tx, [tenantId, documentId, collectionId, embeddingModel, isSqlTier, batch]);
    // The collection's row is locked from here on, by which re-embeddings and other versions wait for this one.
    const now = await completeClaimed(tx, claim, result);
    if (now?.embeddingModel !== embeddingModel || now.embeddingDimensions !== embeddingDimensions)
      throw new AppError("embedding_failed", {
        message: `embedded by ${embeddingModel}:${embeddingDimensions}, but the collection has gone over to ${now?.embeddingModel}:${now?.embeddingDimensions}`,
      });
    await addTerms(tx, { tenantId, collectionId }, chunks);
    if (!isOnlyVersion) await supersedeVersions(tx, { tenantId, documentId, lineageId });
  });
}

function toJsonRows(chunks: NewChunk[], firstOrdinal: number): string {
  return JSON.stringify(
    chunks.map((chunk, i) => ({
      id: crypto.randomUUID(),
      ordinal: firstOrdinal + i,
      text: chunk.text,
      heading_path: chunk.headingPath,
      page_start: chunk.pageStart,
      page_end: chunk.pageEnd,
      page_offsets: chunk.pageOffsets,
      boxes: chunk.boxes,
      char_start: chunk.charStart,
      char_end: chunk.charEnd,
      token_count: chunk.tokenCount,
      terms: chunk.terms.join(" "),
      term_count: countTerms(chunk.terms),
      embedding: toSql(chunk.embedding),
      injection_score: chunk.injectionScore ?? null,
    })),
  );
}

/** What stands between fields is no term. */
export const countTerms = (terms: string[]) => terms.filter((term) => /[\p{L}\p{N}]/u.test(term)).length;

/** One parameter for all rows: planning a VALUES list of thousands of parameters costs more than reading the JSON. */
async function insertChunks(tx: Tx, values: unknown[]): Promise<void> {
  await tx.$client.query(
    `INSERT INTO chunks (tenant_id, document_id, collection_id, embedding_model, id, ordinal, text, heading_path, page_start,
                         page_end, page_offsets, boxes, char_start, char_end, token_count, terms, term_count, lexemes, embedding,
                         injection_score)
     SELECT $1, $2, $3, $4, id, ordinal, text, heading_path, page_start, page_end, page_offsets, boxes, char_start, char_end,
            token_count, terms, term_count, CASE WHEN $5 THEN to_tsvector('simple', terms) END, embedding::halfvec, injection_score
     FROM json_to_recordset($6) AS row (id uuid, ordinal int, text text, heading_path text[], page_start int,
       page_end int, page_offsets int[], boxes jsonb, char_start int, char_end int, token_count int, terms text, term_count int, embedding text,
       injection_score real)`,
    values,
  );
}

/** A chunk as people look at it. */
export interface StoredChunk {
  id: string;
  ordinal: number;
  text: string;
  headingPath: string[];
  /** Where it begins and ends; null where the format has no pages. */
  page: number | null;
  pageEnd: number | null;
  /** Where its lines stand on the pages; null where the format has no layout. */
  boxes: TextBox[] | null;
  tokenCount: number;
  charStart: number;
  charEnd: number;
}

export interface ChunkQuery {
  /** Start after this ordinal, as the page before gave it. */
  cursor?: number;
  /** Instead of a cursor: the page in whose middle this chunk stands. */
  around?: string;
  limit: number;
}

export interface ChunkPage {
  chunks: StoredChunk[];
  /** Pass it back for the next page; null on the last. */
  nextCursor: string | null;
}

/**
 * A document's chunks in order: those that are found, or of a superseded version those that were. With `around`, those of the
 * reading in which that chunk was made, so that an old citation opens what it cited. Throws `not_found` where `around` isn't
 * one of them. Unreadable documents have none.
 */
export async function listChunks(
  principal: Principal,
  documentId: string,
  query: ChunkQuery,
): Promise<ChunkPage> {
  const { tenantId } = principal;
  const { rows } = await withTenant(principal, async (tx) => {
    const { after, archivedAt } = await findStart(tx, tenantId, documentId, query);
    return tx.$client.query<StoredChunk>(
      `SELECT id, ordinal, text, heading_path AS "headingPath", page_start AS page, page_end AS "pageEnd", boxes,
              token_count AS "tokenCount", char_start AS "charStart", char_end AS "charEnd"
       FROM ${archivedAt ? "archived_chunks" : "chunks"}
       WHERE tenant_id = $1 AND document_id = $2 AND ordinal > $3 ${archivedAt ? "AND archived_at = $5" : ""}
       ORDER BY ordinal LIMIT $4`,
      [tenantId, documentId, after, query.limit + 1, ...(archivedAt ? [archivedAt] : [])],
    );
  });
  const chunks = rows.slice(0, query.limit);
  const last = chunks.at(-1);
  return { chunks, nextCursor: rows.length > query.limit && last ? String(last.ordinal) : null };
}

/** Which reading a page is of (null: the one that is found), and the ordinal after which it begins. */
async function findStart(
  tx: Tx,
  tenantId: string,
  documentId: string,
  { around, cursor = -1, limit }: ChunkQuery,
): Promise<{ after: number; archivedAt: string | null }> {
  if (!around) {
    const { rows } = await tx.$client.query<{ archivedAt: string | null }>(
      `SELECT max(archived_at)::text AS "archivedAt" FROM archived_chunks
       WHERE tenant_id = $1 AND document_id = $2
         AND EXISTS (SELECT FROM documents WHERE tenant_id = $1 AND id = $2 AND superseded_at IS NOT NULL)`,
      [tenantId, documentId],
    );
    return { after: cursor, archivedAt: rows[0]?.archivedAt ?? null };
  }
  const { rows } = await tx.$client.query<{ ordinal: number; archivedAt: string | null }>(
    `SELECT ordinal, NULL AS "archivedAt" FROM chunks WHERE tenant_id = $1 AND document_id = $2 AND id = $3
     UNION ALL
     SELECT ordinal, archived_at::text FROM archived_chunks WHERE tenant_id = $1 AND document_id = $2 AND id = $3`,
    [tenantId, documentId, around],
  );
  if (!rows[0])
    throw new AppError("not_found", { publicMessage: "This source is no longer in the document." });
  const { ordinal, archivedAt } = rows[0];
  return { after: ordinal - Math.floor(limit / 2) - 1, archivedAt };
}

/**
 * System. Clears away what is left of chunks that were deleted, superseded or embedded anew, which searches would go on reading in the
 * indexes, and has a server enter new ones into its index by words: until then each search goes through them one by one. Renews the
 * planner's statistics for the tenant's chunks, and for documents, whose lists would be made by reading all of them otherwise.
 * A server's autovacuum would come by and by; the embedded Postgres has none (10,000 chunks: .2 s, 5,000 embedded anew: .4 s). Does
 * nothing while another is at it or builds an index there, which may take minutes.
 */
export async function vacuumChunks(tenantId: string): Promise<void> {
  await pool().query(`VACUUM (ANALYZE, SKIP_LOCKED) ${partitionOf(tenantId)}, documents`);
}
