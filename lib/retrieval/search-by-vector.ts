import { type ScoredChunk, type SearchScope, searchVector } from "../../db/search.ts";
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

/**
 * Embeds the question once for each embedding model that the collections were embedded with, searches each, and merges by
 * cosine similarity. A model that can't be reached leaves its collections to BM25 and says so.
 */
export async function searchByVector(
  principal: Principal,
  { question, scope, limit, signal }: VectorSearch,
  { models, meter }: { models: Models; meter: Meter },
): Promise<{ results: ScoredChunk[]; notices: Notice[] }> {
  const notices: Notice[] = [];
  const byModel = Map.groupBy(scope, (collection) => collection.embeddingModel);
  const found = await Promise.all(
    Array.from(byModel, async ([embeddingModel, collections]) => {
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
      try {
        const embedded = await models.embed({
          texts: [question],
          modelId: embeddingModel,
          purpose: "query",
          signal,
        });
        report("ok", embedded.inputTokens);
        const collectionIds = collections.map((collection) => collection.collectionId);
        const embedding = embedded.embeddings[0] ?? [];
        return { embedding, embeddingModel, collectionIds };
      } catch (error) {
        if (signal?.aborted) throw error;
        report("error", 0);
        log.warn({ err: error, embeddingModel }, "the question could not be embedded: BM25 alone");
        notices.push({
          kind: "degraded",
          text: "Search by meaning can't be reached: this answer rests on word search alone.",
        });
        return null;
      }
    }),
  );
  const searches = found.filter((search) => search !== null);
  const results = await Promise.all(searches.map((search) => searchVector(principal, { ...search, limit })));
  return {
    results: results
      .flat()
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit),
    notices,
  };
}
