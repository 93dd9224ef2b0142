import { analyzeText } from "../../analyze-text.ts";
import type { RerankFeature } from "../../rerank-features.ts";
import type { RankedChunk } from "../../turn.ts";
import { type Features, readFeatures } from "./rerank-features/read-features.ts";
import trained from "./rerank-features/weights.json" with { type: "json" };

/** A ranked chunk with what it's indexed by. */
export interface RerankCandidate extends RankedChunk {
  /** Its index terms in order: title, headings, text. */
  terms: string[];
  /** ISO 639-3: in which it was indexed. */
  language: string | null;
}

/** The question, or a part of it. */
export interface RerankQuery {
  /** The analyzer's terms, in order. */
  terms: string[];
  /** Its share in what a chunk is worth; the whole question has 1. */
  weight: number;
}

export interface JudgedCandidate {
  /** From 0 to 1. */
  relevance: number;
  features: Features;
}

const weights: [RerankFeature, number][] = Object.entries(trained.weights) as [RerankFeature, number][];
const { slope, intercept } = trained.calibration;

/**
 * `builtin/features`: how relevant each candidate is, in their order, from features that people can read
 * (lib/rerank-features.ts). The score is linear in them, by weights that scripts/train-reranker.mjs learned; roughly the chance that the
 * candidate is relevant. Of a question in parts a candidate has what the part that suits it best gives it.
 */
export function featuresRerank(queries: RerankQuery[], candidates: RerankCandidate[]): JudgedCandidate[] {
  const read = candidates.map((candidate) => ({
    terms: candidate.terms,
    headingTerms: analyzeText(
      [candidate.title, ...candidate.headingPath].join("\n"),
      candidate.language ?? undefined,
    ),
    ordinal: candidate.ordinal,
    fusedScore: candidate.scores.fused ?? 0,
  }));
  const judged = queries.map(({ terms, weight }) =>
    readFeatures(terms, read).map((features) => ({ features, relevance: weight * relevanceOf(features) })),
  );
  return candidates.map((_, i) =>
    judged
      .flatMap((each) => each[i] ?? [])
      .reduce((best, each) => (each.relevance > best.relevance ? each : best)),
  );
}

function relevanceOf(features: Features): number {
  const score = weights.reduce((sum, [feature, weight]) => sum + weight * features[feature], 0);
  return 1 / (1 + Math.exp(-(slope * score + intercept)));
}
