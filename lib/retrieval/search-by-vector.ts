import { findSearchScope, type ScoredChunk, type SearchScope } from "../../db/search.ts";
import { searchVector } from "../../db/search-vector.ts";
import { log } from "../log.ts";
import { embedQuestions } from "../models/embed-questions.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { SearchFilters } from "../search.ts";
import type { Notice, Principal } from "../turn.ts";
import { vectorWeight } from "./fuse.ts";

export interface VectorSearch {
  /** The whole question first, then its parts. */
  questions: string[];
  scope: SearchScope[];
  filters: SearchFilters;
  /** Of each list. */
  limit: number;
  signal?: AbortSignal;
}

/** What one embedding model found for one of the questions, best first. */
export interface VectorList {
  /** Index into the questions. */
  query: number;
  /** What it counts for in fusion, by its model. */
  weight: number;
  results: ScoredChunk[];
}

interface Tools {
  models: Models;
  meter: Meter;
}

/** Times that a search follows collections which go over to another embedding model under it. Once is rare enough. */
const movesMax = 3;

/**
 * Embeds the questions, once for each embedding model that the collections were embedded with, and searches by each: a list for each
 * question and model, since similarities by different models can't be compared. A model that can't be reached leaves its collections
 * to BM25 and says so, and so does one whose vectors have another length now those whose chunks it embedded before. A collection that
 * goes over to another model meanwhile is searched by that one.
 */
export async function searchByVector(
  principal: Principal,
  search: VectorSearch,
  tools: Tools,
): Promise<{ lists: VectorList[]; notices: Notice[] }> {
  const notices: Notice[] = [];
  const lists: VectorList[] = [];
  let { scope } = search;
  for (let moves = 0; scope.length > 0 && moves <= movesMax; moves++) {
    const byModel = [...Map.groupBy(scope, (collection) => collection.embeddingModel)];
    const found = await Promise.all(
      byModel.map(([embeddingModel, collections]) =>
        searchByModel(principal, { ...search, embeddingModel, scope: collections }, tools),
      ),
    );
    if (found.includes(null))
      notices.push({
        kind: "degraded",
        text: "Search by meaning can't be reached: this answer rests on word search alone.",
      });
    if (found.some((hits) => hits?.isLeftToWords))
      notices.push({
        kind: "degraded",
        text: "Some collections were searched by words alone: their embedding model has changed, and they haven't been embedded anew.",
      });
    lists.push(...found.flatMap((hits) => hits?.lists ?? []));
    const moved = new Set(found.flatMap((hits) => hits?.movedCollectionIds ?? []));
    if (moved.size === 0) break;
    const now = await findSearchScope(principal, null);
    scope = now.filter(({ collectionId }) => moved.has(collectionId));
  }
  return { lists, notices };
}

interface ModelHits {
  lists: VectorList[];
  movedCollectionIds: string[];
  /** Whether some of the collections have vectors of another length than the questions'. */
  isLeftToWords: boolean;
}

/** Null where the questions can't be embedded: not thrown, since BM25 still finds something. */
async function searchByModel(
  principal: Principal,
  { questions, embeddingModel, scope, filters, limit, signal }: VectorSearch & { embeddingModel: string },
  tools: Tools,
): Promise<ModelHits | null> {
  const asked = { texts: questions, modelId: embeddingModel, signal };
  const embeddings = await embedQuestions(asked, tools).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    log.warn({ err: error, embeddingModel }, "the question could not be embedded: BM25 alone");
    return null;
  });
  if (!embeddings) return null;
  const comparable = scope.filter(({ embeddingDimensions }) => embeddingDimensions === embeddings[0]?.length);
  const collectionIds = comparable.map(({ collectionId }) => collectionId);
  const query = { embeddings, embeddingModel, collectionIds, filters, limit };
  const { lists, movedCollectionIds } = await searchVector(principal, query);
  const weight = vectorWeight(embeddingModel);
  return {
    lists: lists.map((results, i) => ({ query: i, weight, results })),
    movedCollectionIds,
    isLeftToWords: comparable.length < scope.length,
  };
}
