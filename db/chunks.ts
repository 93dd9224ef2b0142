import { createHash } from "node:crypto";
import { toSql } from "pgvector";
import { AppError } from "../lib/errors.ts";
import type { Principal, Receipt } from "../lib/turn.ts";
import { bm25Tier } from "./capabilities.ts";
import { asSystem, pool, systemPrincipal, type Tx, withTenant } from "./client.ts";
import { type Claim, completeClaimed, lockClaimed } from "./document-claims.ts";

/** A chunk ready to be stored. Its ordinal is its place in the array. */
export interface NewChunk {
  text: string;
  headingPath: string[];
  pageStart: number | null;
  pageEnd: number | null;
  pageOffsets: number[];
  charStart: number;
  charEnd: number;
  tokenCount: number;
  /** The analyzer's terms. */
  terms: string[];
  embedding: number[];
}

export interface IndexedDocument {
  title: string;
  receipt: Receipt;
  embeddingModel: string;
  chunks: NewChunk[];
}

/** Rows per statement: 200 chunks of 384 dimensions are about 1 MB of parameters. */
const rowsPerInsert = 200;

/**
 * System. In one transaction: the claimed document becomes ready, its earlier chunks go and these come, and the
 * collection's version counts up. Searches see all of it or none. Throws ClaimLostError and writes nothing where the
 * document was deleted or taken over.
 */
export async function publishDocument(
  claim: Claim,
  { chunks, embeddingModel, ...result }: IndexedDocument,
): Promise<void> {
  const isSqlTier = (await bm25Tier()) === "sql";
  const batches: string[] = [];
  for (let start = 0; start < chunks.length; start += rowsPerInsert)
    batches.push(toJsonRows(chunks.slice(start, start + rowsPerInsert), start));
  await withTenant(systemPrincipal(claim.tenantId), async (tx) => {
    const { tenantId, documentId } = claim;
    const collectionId = await lockClaimed(tx, claim);
    await tx.$client.query("DELETE FROM chunks WHERE tenant_id = $1 AND document_id = $2", [
      tenantId,
      documentId,
    ]);
    for (const batch of batches)
      await insertChunks(tx, [tenantId, documentId, collectionId, embeddingModel, isSqlTier, batch]);
    await completeClaimed(tx, claim, result);
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
      char_start: chunk.charStart,
      char_end: chunk.charEnd,
      token_count: chunk.tokenCount,
      terms: chunk.terms.join(" "),
      term_count: chunk.terms.length,
      embedding: toSql(chunk.embedding),
    })),
  );
}

/** One parameter for all rows: planning a VALUES list of thousands of parameters costs more than reading the JSON. */
async function insertChunks(tx: Tx, values: unknown[]): Promise<void> {
  await tx.$client.query(
    `INSERT INTO chunks (tenant_id, document_id, collection_id, embedding_model, id, ordinal, text, heading_path, page_start,
                         page_end, page_offsets, char_start, char_end, token_count, terms, term_count, lexemes, embedding)
     SELECT $1, $2, $3, $4, id, ordinal, text, heading_path, page_start, page_end, page_offsets, char_start, char_end,
            token_count, terms, term_count, CASE WHEN $5 THEN to_tsvector('simple', terms) END, embedding::halfvec
     FROM json_to_recordset($6) AS row (id uuid, ordinal int, text text, heading_path text[], page_start int,
       page_end int, page_offsets int[], char_start int, char_end int, token_count int, terms text, term_count int, embedding text)`,
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

/** A document's chunks in order. Throws `not_found` where `around` isn't one of them. Unreadable documents have none. */
export async function listChunks(
  principal: Principal,
  documentId: string,
  query: ChunkQuery,
): Promise<ChunkPage> {
  const { rows } = await withTenant(principal, async (tx) => {
    const after = query.around ? await ordinalBefore(tx, principal, documentId, query) : (query.cursor ?? -1);
    return tx.$client.query<StoredChunk>(
      `SELECT id, ordinal, text, heading_path AS "headingPath", page_start AS page, page_end AS "pageEnd",
              token_count AS "tokenCount", char_start AS "charStart", char_end AS "charEnd"
       FROM chunks WHERE tenant_id = $1 AND document_id = $2 AND ordinal > $3 ORDER BY ordinal LIMIT $4`,
      [principal.tenantId, documentId, after, query.limit + 1],
    );
  });
  const chunks = rows.slice(0, query.limit);
  const last = chunks.at(-1);
  return { chunks, nextCursor: rows.length > query.limit && last ? String(last.ordinal) : null };
}

async function ordinalBefore(
  tx: Tx,
  principal: Principal,
  documentId: string,
  query: ChunkQuery,
): Promise<number> {
  const { rows } = await tx.$client.query<{ ordinal: number }>(
    "SELECT ordinal FROM chunks WHERE tenant_id = $1 AND document_id = $2 AND id = $3",
    [principal.tenantId, documentId, query.around],
  );
  if (!rows[0])
    throw new AppError("not_found", { publicMessage: "This document has no such passage any more." });
  return rows[0].ordinal - Math.floor(query.limit / 2) - 1;
}

const partitionOf = (tenantId: string) => `chunks_${tenantId.replaceAll("-", "").toLowerCase()}`;

/** System. Renews the planner's statistics for a tenant's chunks: the embedded Postgres has no autovacuum to do it. */
export async function analyzeChunks(tenantId: string): Promise<void> {
  await pool().query(`ANALYZE ${partitionOf(tenantId)}`);
}

/** From here on an HNSW index pays: below, an exact scan takes some tens of milliseconds. */
const vectorIndexChunksMin = 20_000;

/**
 * System. Builds the HNSW index over a tenant's chunks of one embedding model once there are enough of them, while searches and
 * writes go on; does nothing where it exists. Nothing either in the embedded Postgres, whose only backend would do nothing
 * else meanwhile: 20,000 × 384 took 300 s there (2025-11-20, two busy cores), to save some 60 ms per search.
 */
export async function ensureVectorIndex(
  tenantId: string,
  embeddingModel: string,
  dimensions: number,
): Promise<void> {
  const partition = partitionOf(tenantId);
  const index = `${partition}_hnsw_${createHash("md5").update(`${embeddingModel} ${dimensions}`).digest("hex").slice(0, 8)}`;
  const isDue = await asSystem(async (tx) => {
    const { rows } = await tx.$client.query<{ isAlone: boolean; isValid: boolean | null; count: number }>(
      `SELECT (SELECT backend_type = 'standalone backend' FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS "isAlone",
              (SELECT indisvalid OR EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = indexrelid)
               FROM pg_index WHERE indexrelid = to_regclass($1)) AS "isValid",
              (SELECT count(*)::int FROM ${partition} WHERE embedding_model = $2) AS count`,
      [index, embeddingModel],
    );
    const state = rows[0];
    if (!state || state.isAlone || state.count < vectorIndexChunksMin) return false;
    // What is left of a build that was cut off; one that is under way counts as valid.
    if (state.isValid === false) await tx.$client.query(`DROP INDEX IF EXISTS ${index}`);
    return !state.isValid;
  });
  if (!isDue) return;
  await pool().query(
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${index} ON ${partition}
     USING hnsw ((embedding::halfvec(${Number(dimensions)})) halfvec_cosine_ops)
     WHERE embedding_model = ${quoteLiteral(embeddingModel)}`,
  );
}

/** DDL takes no parameters. */
const quoteLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;
