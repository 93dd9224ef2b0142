import { log } from "../log.ts";
import { featuresRerank } from "../models/builtin/features-rerank.ts";
import type { Notice, RankedChunk } from "../turn.ts";

/** Best first by relevance. A reranker that fails leaves the fused order and says so. */
export function rerank(
  question: string,
  chunks: RankedChunk[],
): { chunks: RankedChunk[]; notices: Notice[] } {
  try {
    const relevance = featuresRerank(question, chunks);
    const scored = chunks.map((chunk, i) => ({
      ...chunk,
      scores: { ...chunk.scores, relevance: relevance[i] ?? 0 },
    }));
    return { chunks: scored.toSorted((a, b) => b.scores.relevance - a.scores.relevance), notices: [] };
  } catch (error) {
    log.error({ err: error }, "reranking failed");
    return {
      chunks,
      notices: [{ kind: "degraded", text: "Reranking failed: sources are in the order of the search." }],
    };
  }
}
