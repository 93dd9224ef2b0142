import { toSql } from "pgvector";
import type { SearchFilters } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { type PlannerSettings, queryAsTenant } from "./client.ts";
import { partitionOf } from "./partition-of.ts";
import type { ScoredChunk } from "./search.ts";
import { filterSql } from "./search-filters.ts";
import { flatType, hasGraph, isEmbeddedAs } from "./vector-index.ts";

export interface VectorQuery {
  /** One for each query; all of one model and one length. */
  embeddings: number[][];
  /** Only chunks embedded by this model, at the embeddings' length, are comparable with them. */
  embeddingModel: string;
  collectionIds: string[];
  filters?: SearchFilters;
  limit: number;
}

export interface VectorHits {
  /** One for each embedding, best first. */
  lists: ScoredChunk[][];
  /** Those of the collections that have gone over to another model or length: nothing of theirs is in the lists. */
  movedCollectionIds: string[];
}

/**
 * Candidates that HNSW keeps in view. Recall@10 beside an exact scan over 100,000 clustered vectors, built as ensureVectorIndex does
 * (2026-11, Postgres 17, pgvector 0.8.0): without filters .95 at 100, 1.00 at 200; within a sixth of the chunks 1.00 at either. The
 * scan goes on until enough pass the filters, and in relaxed order: strict order drops what comes late, and found .71 of a
 * hundredth where relaxed order found .96. A collection that small is searched exactly, by its own index, which took 28 ms instead
 * of 237.
 */
const efSearch = 200;

const graphPlanner: PlannerSettings = {
  "hnsw.iterative_scan": "relaxed_order",
  "hnsw.ef_search": String(efSearch),
};

/**
 * The flat index gives chunks in order, so whoever may not sort goes through it; by its own estimates the planner would rather compare all
 * rows. One plan serves all such searches: to make it takes 2 ms (2026-11, PGlite 0.5). With the graph's, for the minute in which that has
 * taken the flat one's place and hasGraph doesn't know.
 */
const flatPlanner: PlannerSettings = {
  ...graphPlanner,
  enable_sort: "off",
  plan_cache_mode: "force_generic_plan",
};

/** Marks rows that name a collection instead of a chunk. */
const movedRow = -1;

/**
 * The chunks nearest to each embedding, by cosine similarity (pgvector): by the partition's index where there is one (vector-index.ts),
 * else exact. One statement, so that a collection is found by this model or has moved, never half of each. Ordered by the distance
 * operator itself, ascending, or the index isn't used; named once, or an exact search computes it twice for each chunk.
 */
export async function searchVector(principal: Principal, query: VectorQuery): Promise<VectorHits> {
  const { embeddings, embeddingModel, collectionIds, filters, limit } = query;
  const lists: ScoredChunk[][] = embeddings.map(() => []);
  if (collectionIds.length === 0 || embeddings.length === 0) return { lists, movedCollectionIds: [] };
  const dimensions = Number(embeddings[0]?.length);
  const values: unknown[] = [principal.tenantId, embeddingModel, collectionIds, limit, dimensions];
  const isAllowed = filterSql(filters, "$1", values);
  const { chunks, type, planner } = (await hasGraph(principal.tenantId, embeddingModel, dimensions))
    ? meansOfGraph(query, dimensions, isAllowed)
    : await meansOfFlat(principal, query, dimensions, isAllowed);
  const arms = embeddings.map((embedding, i) => {
    const distance = `embedding::${type} <=> $${values.push(toSql(embedding))}::${type}`;
    return `SELECT ${i} AS query, id, 1 - distance AS score FROM (
              SELECT id, ${distance} AS distance FROM ${chunks} AND collection_id = ANY ($3)
              ORDER BY distance LIMIT $4) AS hits`;
  });
  const rows = await queryAsTenant<{ query: number; id: string; score: number }>(
    principal,
    `${arms.join("\nUNION ALL\n")}
     UNION ALL
     SELECT ${movedRow}, id, 0 FROM collections
     WHERE tenant_id = $1 AND id = ANY ($3) AND (embedding_model <> $2 OR embedding_dimensions <> $5)`,
    values,
    planner,
  );
  for (const { query, id, score } of rows) lists[query]?.push({ chunkId: id, score });
  for (const list of lists) list.sort((a, b) => b.score - a.score); // relaxed order is nearly that
  return { lists, movedCollectionIds: rows.filter((row) => row.query === movedRow).map((row) => row.id) };
}

interface Means {
  /** The chunks that come into question, as a FROM with its conditions. */
  chunks: string;
  /** As what vectors are compared. */
  type: string;
  planner: PlannerSettings;
}

function meansOfGraph({ embeddingModel }: VectorQuery, dimensions: number, isAllowed: string): Means {
  return {
    chunks: `chunks WHERE tenant_id = $1 AND ${isEmbeddedAs({ embeddingModel, dimensions })} AND ${isAllowed}`,
    type: `halfvec(${dimensions})`,
    planner: graphPlanner,
  };
}

/**
 * On the partition itself, where one plan does for all searches; the model is named in the statement, because a plan made without
 * knowing it couldn't go by an index on its chunks alone. Filters are asked of each chunk that comes up ("IS TRUE" keeps them from
 * becoming a join, which would do the comparing first); few documents are better looked up than come across.
 */
async function meansOfFlat(
  { tenantId }: Principal,
  { embeddingModel, filters }: VectorQuery,
  dimensions: number,
  isAllowed: string,
): Promise<Means> {
  const isByDocument = filters?.documentIds !== undefined;
  return {
    chunks: `${partitionOf(tenantId)} WHERE ${isEmbeddedAs({ embeddingModel, dimensions })} AND
             ${isByDocument ? isAllowed : `(${isAllowed}) IS TRUE`}`,
    type: `${await flatType()}(${dimensions})`,
    planner: isByDocument ? {} : flatPlanner,
  };
}
