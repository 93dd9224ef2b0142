import type { ChunkScores } from "../turn.ts";

/** k of reciprocal rank fusion; 60 is the value of Cormack, Clarke & Büttcher (SIGIR 2009). */
const k = 60;

export interface FusedChunk {
  chunkId: string;
  scores: ChunkScores;
}

export interface RankedList {
  kind: "bm25" | "vector";
  /** Best first. */
  results: { chunkId: string; score: number }[];
}

/**
 * Reciprocal rank fusion: a chunk's score is the sum over the lists of 1 / (k + rank), rank from 1. Best first; ties keep the
 * order of the lists. Goes by ranks alone, so the scores of the lists needn't be comparable.
 */
export function fuse(lists: RankedList[]): FusedChunk[] {
  const fused = new Map<string, ChunkScores>();
  for (const { kind, results } of lists) {
    results.forEach(({ chunkId, score }, i) => {
      const scores = fused.get(chunkId) ?? { bm25: null, vector: null, rrf: 0, relevance: null };
      fused.set(chunkId, { ...scores, [kind]: score, rrf: (scores.rrf ?? 0) + 1 / (k + i + 1) });
    });
  }
  return Array.from(fused, ([chunkId, scores]) => ({ chunkId, scores })).toSorted(
    (a, b) => (b.scores.rrf ?? 0) - (a.scores.rrf ?? 0),
  );
}
