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
  /** The conversation's terms that it leans towards, the more it does the more often. */
  topic?: string[];
  /** Its share in what a chunk is worth; the whole question has 1. */
  weight: number;
}

export interface JudgedCandidate {
  /** From 0 to 1. */
  relevance: number;
  features: Features;
}

/** Repeats of a topic's term that a candidate is judged by: what was asked about last, where the question leans on it. */
const leaningMin = 3;

const weights: [RerankFeature, number][] = Object.entries(trained.weights) as [RerankFeature, number][];
const { slope, intercept } = trained.calibration;

/**
 * `builtin/features`: how relevant each candidate is, in their order, from features that people can read
 * (lib/rerank-features.ts). The score is linear in them, by weights that scripts/train-reranker.mjs learned; roughly the chance that the
 * candidate is relevant. Of a question in parts a candidate has what the part that suits it best gives it. A question that leans on a
 * conversation is judged half as it was asked and half with what that was about.
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
  const judged = queries.map(({ terms, topic = [], weight }) => {
    const asked = readFeatures(terms, read);
    const leaning = leaningOf(topic);
    const all = leaning.length > 0 ? meanOf(asked, readFeatures([...terms, ...leaning], read)) : asked;
    return all.map((features) => ({ features, relevance: weight * relevanceOf(features) }));
  });
  return candidates.map((_, i) =>
    judged
      .flatMap((each) => each[i] ?? [])
      .reduce((best, each) => (each.relevance > best.relevance ? each : best)),
  );
}

function leaningOf(topic: string[]): string[] {
  const repeats = new Map<string, number>();
  for (const term of topic) repeats.set(term, (repeats.get(term) ?? 0) + 1);
  return [...repeats].filter(([, count]) => count >= leaningMin).map(([term]) => term);
}

/** Of each feature of each candidate. */
function meanOf(some: Features[], others: Features[]): Features[] {
  return some.map((features, i) => {
    const entries = Object.entries(features) as [RerankFeature, number][];
    const means = entries.map(([name, value]) => [name, (value + (others[i]?.[name] ?? value)) / 2]);
    return Object.fromEntries(means) as Features;
  });
}

function relevanceOf(features: Features): number {
  const score = weights.reduce((sum, [feature, weight]) => sum + weight * features[feature], 0);
  return 1 / (1 + Math.exp(-(slope * score + intercept)));
}
