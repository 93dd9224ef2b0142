/**
 * Both searches side by side. Each gives chunk ids with a score (higher is better: signs are flipped here and nowhere
 * else), at most `limit`, best first, from collections that the principal may read. Row-level security holds for both.
 */
import { toSql } from "pgvector";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { bm25Tier } from "./capabilities.ts";
import { withTenant } from "./client.ts";

export interface ScoredChunk {
  chunkId: string;
  score: number;
}

/** A collection as search needs it. `version` changes whenever what can be found in the collection changes. */
export interface SearchScope {
  collectionId: string;
  embeddingModel: string;
  embeddingDimensions: number;
  version: number;
}

/**
 * The collections to search: those asked for, or all that the principal may read. Throws `collection_not_found` when one
 * that was asked for doesn't exist or may not be read.
 */
export async function findSearchScope(
  principal: Principal,
  collectionIds: string[] | null,
): Promise<SearchScope[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<SearchScope>(
      `SELECT id AS "collectionId", embedding_model AS "embeddingModel",
              embedding_dimensions AS "embeddingDimensions", version
       FROM collections
       WHERE tenant_id = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2)) ORDER BY id`,
      [principal.tenantId, collectionIds],
    ),
  );
  if (collectionIds && rows.length < new Set(collectionIds).size) throw new AppError("collection_not_found");
  return rows;
}

const partitionOf = (principal: Principal) =>
  `chunks_${principal.tenantId.replaceAll("-", "").toLowerCase()}`;

export interface Bm25Query {
  /** The analyzer's terms for the question. */
  terms: string[];
  collectionIds: string[];
  limit: number;
}

/** BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75, IDF with +1 inside the logarithm) by the tier this server has. */
export async function searchBm25(principal: Principal, query: Bm25Query): Promise<ScoredChunk[]> {
  if (query.terms.length === 0 || query.collectionIds.length === 0) return [];
  const search = (await bm25Tier()) === "pg_textsearch" ? textsearchBm25 : sqlBm25;
  const { text, values } = search(principal, query);
  const { rows } = await withTenant(principal, async (tx) => {
    // Without statistics the planner would rather score every row and sort: 84 ms instead of 6 over 597 chunks in PGlite.
    await tx.$client.query("SET LOCAL enable_seqscan = off");
    return tx.$client.query<ScoredChunk>(text, values);
  });
  return rows.filter((row) => row.score > 0);
}

/** Asked on the tenant's own partition: pg_textsearch finds no index through the partitioned parent. */
function textsearchBm25(principal: Principal, { terms, collectionIds, limit }: Bm25Query) {
  const partition = partitionOf(principal);
  const distance = `terms <@> to_bm25query($1, '${partition}_bm25')`;
  return {
    text: `SELECT id AS "chunkId", -(${distance}) AS score FROM ${partition}
           WHERE collection_id = ANY ($2) ORDER BY ${distance} LIMIT $3`,
    values: [terms.join(" "), collectionIds, limit],
  };
}

/** The same formula over the GIN index on `lexemes`; term and length statistics are the tenant's, as in the first tier. */
function sqlBm25(principal: Principal, { terms, collectionIds, limit }: Bm25Query) {
  return {
    text: `WITH corpus AS (
             SELECT count(*)::float8 AS n, greatest(avg(term_count), 1)::float8 AS average_length
             FROM chunks WHERE tenant_id = $1
           ), hit AS (
             SELECT c.id, c.collection_id, c.term_count, word.lexeme, cardinality(word.positions)::float8 AS tf
             FROM chunks c CROSS JOIN LATERAL unnest(c.lexemes) AS word
             WHERE c.tenant_id = $1 AND c.lexemes @@ (SELECT string_agg(quote_literal(t), ' | ')::tsquery FROM unnest($2::text[]) t)
               AND word.lexeme = ANY ($2)
           ), idf AS (
             SELECT hit.lexeme, ln(1 + (corpus.n - count(*) + 0.5) / (count(*) + 0.5)) AS weight
             FROM hit, corpus GROUP BY hit.lexeme, corpus.n
           )
           SELECT hit.id AS "chunkId",
                  sum(idf.weight * asked.times * hit.tf * 2.2
                      / (hit.tf + 1.2 * (0.25 + 0.75 * hit.term_count / corpus.average_length))) AS score
           FROM hit JOIN idf USING (lexeme) CROSS JOIN corpus
           JOIN (SELECT t AS lexeme, count(*) AS times FROM unnest($2::text[]) t GROUP BY t) asked USING (lexeme)
           WHERE hit.collection_id = ANY ($3)
           GROUP BY hit.id ORDER BY score DESC LIMIT $4`,
    values: [principal.tenantId, terms, collectionIds, limit],
  };
}

export interface VectorQuery {
  embedding: number[];
  /** Only chunks embedded by this model are comparable with the embedding. */
  embeddingModel: string;
  collectionIds: string[];
  limit: number;
}

export interface VectorHits {
  results: ScoredChunk[];
  /** Those of the collections that have gone over to another model: nothing of theirs is in the results. */
  movedCollectionIds: string[];
}

/**
 * Cosine similarity by pgvector: by the partition's HNSW index where there is one, else exact. Ordered by the distance
 * operator itself, ascending, or the index isn't used.
 */
export async function searchVector(principal: Principal, query: VectorQuery): Promise<VectorHits> {
  if (query.collectionIds.length === 0) return { results: [], movedCollectionIds: [] };
  const dimensions = query.embedding.length;
  const distance = `embedding::halfvec(${dimensions}) <=> $2::halfvec(${dimensions})`;
  return withTenant(principal, async (tx) => {
    // One snapshot for both statements: a collection is found by this model or has moved, never half of each.
    await tx.$client.query(
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL hnsw.iterative_scan = strict_order",
    );
    const { rows } = await tx.$client.query<ScoredChunk>(
      `SELECT id AS "chunkId", 1 - (${distance}) AS score FROM chunks
       WHERE tenant_id = $1 AND embedding_model = $3 AND collection_id = ANY ($4) ORDER BY ${distance} LIMIT $5`,
      [principal.tenantId, toSql(query.embedding), query.embeddingModel, query.collectionIds, query.limit],
    );
    const moved = await tx.$client.query<{ id: string }>(
      "SELECT id FROM collections WHERE tenant_id = $1 AND id = ANY ($2) AND embedding_model <> $3",
      [principal.tenantId, query.collectionIds, query.embeddingModel],
    );
    return { results: rows, movedCollectionIds: moved.rows.map((row) => row.id) };
  });
}

/** What a found chunk holds. Page is where it begins. */
export interface FoundChunk {
  chunkId: string;
  documentId: string;
  collectionId: string;
  title: string;
  page: number | null;
  /** Where in the text the pages after that one begin. */
  pageOffsets: number[];
  headingPath: string[];
  ordinal: number;
  text: string;
  tokenCount: number;
}

const foundColumns = `
  c.id AS "chunkId", c.document_id AS "documentId", c.collection_id AS "collectionId", d.title, c.page_start AS page,
  c.page_offsets AS "pageOffsets", c.heading_path AS "headingPath", c.ordinal, c.text, c.token_count AS "tokenCount"`;

/** The chunks under these ids that still exist and may be read, in no particular order. */
export async function loadFoundChunks(principal: Principal, chunkIds: string[]): Promise<FoundChunk[]> {
  if (chunkIds.length === 0) return [];
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<FoundChunk>(
      `SELECT ${foundColumns}
       FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
       WHERE c.tenant_id = $1 AND c.id = ANY ($2)`,
      [principal.tenantId, chunkIds],
    ),
  );
  return rows;
}

/** These chunks with those right before and after them in the same section of the same document, in no particular order. */
export async function loadNeighbours(principal: Principal, chunkIds: string[]): Promise<FoundChunk[]> {
  if (chunkIds.length === 0) return [];
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<FoundChunk>(
      `SELECT ${foundColumns}
       FROM chunks c JOIN documents d ON d.tenant_id = c.tenant_id AND d.id = c.document_id
       WHERE c.tenant_id = $1 AND (c.document_id, c.ordinal) IN (
         SELECT hit.document_id, hit.ordinal + step FROM chunks hit, generate_series(-1, 1) AS step
         WHERE hit.tenant_id = $1 AND hit.id = ANY ($2) AND hit.heading_path = c.heading_path)`,
      [principal.tenantId, chunkIds],
    ),
  );
  return rows;
}
