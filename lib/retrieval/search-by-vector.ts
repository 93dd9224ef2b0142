import {
  findSearchScope,
  type ScoredChunk,
  type SearchScope,
  searchVector,
  type VectorHits,
} from "../../db/search.ts";
import { log } from "../log.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { Notice, Principal } from "../turn.ts";

export interface VectorSearch {
  question: string;
  scope: SearchScope[];
  limit: number;
  signal?: AbortSignal;
}

interface Tools {
  models: Models;
  meter: Meter;
}

/** Times that a search follows collections which go over to another embedding model under it. Once is rare enough. */
const movesMax = 3;

/**
 * Embeds the question once for each embedding model that the collections were embedded with, searches each, and merges by
 * cosine similarity. A model that can't be reached leaves its collections to BM25 and says so. A collection that goes over to
 * another model meanwhile is searched by that one: each collection's results are all of one model.
 */
export async function searchByVector(
  principal: Principal,
  search: VectorSearch,
  tools: Tools,
): Promise<{ results: ScoredChunk[]; notices: Notice[] }> {
  const notices: Notice[] = [];
  const results: ScoredChunk[] = [];
  let { scope } = search;
  for (let moves = 0; scope.length > 0 && moves <= movesMax; moves++) {
    const byModel = [...Map.groupBy(scope, (collection) => collection.embeddingModel)];
    const found = await Promise.all(
      byModel.map(([embeddingModel, collections]) =>
        searchByModel(principal, { ...search, embeddingModel, scope: collections }, tools),
      ),
    );
    if (found.some((hits) => hits === null))
      notices.push({
        kind: "degraded",
        text: "Search by meaning can't be reached: this answer rests on word search alone.",
      });
    results.push(...found.flatMap((hits) => hits?.results ?? []));
    const moved = new Set(found.flatMap((hits) => hits?.movedCollectionIds ?? []));
    if (moved.size === 0) break;
    const now = await findSearchScope(principal, null);
    scope = now.filter(({ collectionId }) => moved.has(collectionId));
  }
  return { results: results.toSorted((a, b) => b.score - a.score).slice(0, search.limit), notices };
}

/** Null where the question can't be embedded: not thrown, since BM25 still finds something. */
async function searchByModel(
  principal: Principal,
  { question, embeddingModel, scope, limit, signal }: VectorSearch & { embeddingModel: string },
  { models, meter }: Tools,
): Promise<VectorHits | null> {
  const startedAt = performance.now();
  const spec = models.find(embeddingModel);
  const report = (outcome: "ok" | "error", inputTokens: number) => {
    const totalMs = performance.now() - startedAt;
    if (spec)
      meter.record({
        feature: "query-embedding",
        model: spec,
        inputTokens,
        outputTokens: 0,
        totalMs,
        outcome,
      });
  };
  let embedding: number[];
  try {
    const embedded = await models.embed({
      texts: [question],
      modelId: embeddingModel,
      purpose: "query",
      signal,
    });
    report("ok", embedded.inputTokens);
    embedding = embedded.embeddings[0] ?? [];
  } catch (error) {
    if (signal?.aborted) throw error;
    report("error", 0);
    log.warn({ err: error, embeddingModel }, "the question could not be embedded: BM25 alone");
    return null;
  }
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  return searchVector(principal, { embedding, embeddingModel, collectionIds, limit });
}
