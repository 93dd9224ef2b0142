import {
  averagePrecision,
  ndcgAt,
  type Relevance,
  recallAt,
  reciprocalRankAt,
} from "../../retrieval-metrics.ts";

/** What a ranking is measured by, in the order of tables. */
export const rankingMetrics = [
  "nDCG@10",
  "recall@5",
  "recall@10",
  "recall@20",
  "recall@100",
  "MRR@10",
  "MAP",
] as const;
export type RankingMetric = (typeof rankingMetrics)[number];
export type RankingScores = Record<RankingMetric, number>;

/** All metrics of one question's ranking, each from 0 to 1. */
export function scoreRanking(ranked: readonly string[], relevance: Relevance): RankingScores {
  return {
    "nDCG@10": ndcgAt(ranked, relevance, 10),
    "recall@5": recallAt(ranked, relevance, 5),
    "recall@10": recallAt(ranked, relevance, 10),
    "recall@20": recallAt(ranked, relevance, 20),
    "recall@100": recallAt(ranked, relevance, 100),
    "MRR@10": reciprocalRankAt(ranked, relevance, 10),
    MAP: averagePrecision(ranked, relevance),
  };
}

/** The mean of each metric over questions; 0 where there are none. */
export function meanScores(scores: readonly RankingScores[]): RankingScores {
  const mean = (metric: RankingMetric) =>
    scores.reduce((sum, each) => sum + each[metric], 0) / Math.max(scores.length, 1);
  return Object.fromEntries(rankingMetrics.map((metric) => [metric, mean(metric)])) as RankingScores;
}
