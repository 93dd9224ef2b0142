/**
 * In: a plan. Out: the chunks that either search found, in fused order, with each search's own lists for the trace. Three round
 * trips to the database at most beside a search by meaning, and one call to each embedding model. A search by meaning that can't be made
 * leaves BM25 alone and says so; no database, no candidates.
 */
import { loadFoundChunks, type ScoredChunk, type SearchScope } from "../../db/search.ts";
import { searchBm25 } from "../../db/search-bm25.ts";
import type { RerankCandidate } from "../models/builtin/features-rerank.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { RetrievalTrace, SearchFilters, SearchMode, SearchPlan } from "../search.ts";
import type { Stopwatch } from "../stopwatch.ts";
import type { Notice, Principal } from "../turn.ts";
import { fuse, type RankedList } from "./fuse.ts";
import { searchByVector } from "./search-by-vector.ts";

export interface CandidateSearch {
  scope: SearchScope[];
  mode: SearchMode;
  /** Of each search, and of the candidates. */
  limit: number;
  signal?: AbortSignal;
}

export interface FoundCandidates {
  /** In fused order, best first. */
  chunks: RerankCandidate[];
  /** What the searches for the whole question gave, best first. */
  bm25: ScoredChunk[];
  vector: ScoredChunk[];
  corrections: RetrievalTrace["corrections"];
  notices: Notice[];
}

export async function findCandidates(
  principal: Principal,
  plan: SearchPlan,
  { scope, mode, limit, signal }: CandidateSearch,
  { models, meter, timed }: { models: Models; meter: Meter; timed: Stopwatch["timed"] },
): Promise<FoundCandidates> {
  const filters = allOf(plan.filters.map((applied) => applied.filters));
  const collectionIds = scope.map((collection) => collection.collectionId);
  const questions = plan.queries.map((query) => query.text);
  const [bm25, vector] = await Promise.all([
    mode === "vector"
      ? { lists: [], corrections: [] }
      : timed("bm25", () => searchBm25(principal, { queries: plan.queries, collectionIds, filters, limit })),
    mode === "bm25"
      ? { lists: [], notices: [] }
      : timed("vector", () =>
          searchByVector(principal, { questions, scope, filters, limit, signal }, { models, meter }),
        ),
  ]);
  const weightOf = (query: number) => plan.queries[query]?.weight ?? 1;
  const lists: RankedList[] = [
    ...bm25.lists.map((results, i) => ({ kind: "bm25" as const, weight: weightOf(i), results })),
    ...vector.lists.map(({ query, weight, results }) => ({
      kind: "vector" as const,
      weight: weightOf(query) * weight,
      results,
    })),
  ];
  const fused = fuse(lists).slice(0, limit);
  const ids = fused.map(({ chunkId }) => chunkId);
  const found = await timed("load", () => loadFoundChunks(principal, ids));
  const foundById = new Map(found.map((chunk) => [chunk.chunkId, chunk]));
  return {
    chunks: fused.flatMap(({ chunkId, scores }) => {
      const chunk = foundById.get(chunkId);
      return chunk ? [{ ...chunk, scores }] : [];
    }),
    bm25: bm25.lists[0] ?? [],
    vector: vector.lists.filter(({ query }) => query === 0).flatMap(({ results }) => results),
    corrections: bm25.corrections,
    notices: vector.notices,
  };
}

/** A document must pass all filters; of the values of one field any will do. */
export function allOf(filters: SearchFilters[]): SearchFilters {
  const all: SearchFilters = {};
  for (const filter of filters)
    for (const [field, value] of Object.entries(filter)) {
      const known = all[field as keyof SearchFilters];
      Object.assign(all, {
        [field]: Array.isArray(known) && Array.isArray(value) ? [...new Set([...known, ...value])] : value,
      });
    }
  return all;
}
