/** How a search went, for people: ranks and scores of each candidate by stage. Pure; holds no text of documents. */
import { roundToDigits } from "../round-to-digits.ts";
import type { RetrievalTrace, SearchMode, SearchPlan, TracedCandidate } from "../search.ts";
import type { RankedChunk } from "../turn.ts";
import type { FoundCandidates } from "./find-candidates.ts";
import type { Packed } from "./pack-evidence.ts";

export interface RetrievalSteps {
  plan: SearchPlan;
  found: FoundCandidates;
  reranked: {
    chunks: RankedChunk[];
    /** Catalog id; null where results were left in fused order. */
    reranker: string | null;
    features: Map<string, Record<string, number>>;
  };
  mode: SearchMode;
  collectionIds: string[];
  timingsMs: Record<string, number>;
}

/** To six digits: enough to tell ranks apart, and half the room. */
const round = (score: number) => roundToDigits(score, 6);

/** Everything up to the reranked order; what became evidence is added by `tracePacking`. */
export function traceRetrieval(steps: RetrievalSteps): RetrievalTrace {
  const { plan, found, reranked } = steps;
  const rankOf = (ids: { chunkId: string }[]) => new Map(ids.map(({ chunkId }, i) => [chunkId, i + 1]));
  const fusedRanks = rankOf(found.chunks);
  const bm25Ranks = rankOf(found.bm25);
  const vectorRanks = rankOf(found.vector);
  const step = (rank: number | undefined, score: number | null | undefined) =>
    rank === undefined ? null : { rank, score: round(score ?? 0) };
  const candidates = reranked.chunks.map(
    ({ chunkId, documentId, scores }, i): TracedCandidate => ({
      chunkId,
      documentId,
      bm25: step(bm25Ranks.get(chunkId), scores.bm25),
      vector: step(vectorRanks.get(chunkId), scores.vector),
      fused: step(fusedRanks.get(chunkId), scores.fused),
      reranked: scores.relevance === null ? null : { rank: i + 1, score: round(scores.relevance) },
      features: reranked.features.get(chunkId) ?? null,
      outcome: "below_cut",
      n: null,
    }),
  );
  return {
    standaloneQuestion: plan.question,
    queries: plan.queries,
    corrections: found.corrections,
    filters: plan.filters,
    mode: steps.mode,
    reranker: reranked.reranker,
    collectionIds: steps.collectionIds,
    candidates,
    timingsMs: steps.timingsMs,
  };
}

/** The same trace with what became of each candidate. Neighbours that came along are candidates that no search had found. */
export function tracePacking(
  trace: RetrievalTrace,
  { evidence, outcomes, originals }: Packed,
): RetrievalTrace {
  const numbers = new Map(evidence.map(({ n, chunk }) => [chunk.chunkId, n]));
  const known = new Set(trace.candidates.map(({ chunkId }) => chunkId));
  const neighbours = evidence.filter(({ chunk }) => !known.has(chunk.chunkId));
  return {
    ...trace,
    candidates: [
      ...trace.candidates.map((candidate) => {
        const n = numbers.get(candidate.chunkId) ?? null;
        const outcome = n === null ? (outcomes.get(candidate.chunkId) ?? "below_cut") : "packed";
        const duplicateOf = outcome === "duplicate" ? originals.get(candidate.chunkId) : undefined;
        return { ...candidate, outcome, ...(duplicateOf && { duplicateOf }), n };
      }),
      ...neighbours.map(({ n, chunk: { chunkId, documentId } }) => ({
        chunkId,
        documentId,
        bm25: null,
        vector: null,
        fused: null,
        reranked: null,
        features: null,
        outcome: "widened" as const,
        n,
      })),
    ],
  };
}
