/**
 * How well a ranking finds what is relevant, as trec_eval computes it. `ranked` are document ids, best first, each once. A question
 * for which nothing is relevant scores 0.
 */

/** Document id → grade; only grades above 0 count as relevant. */
export type Relevance = ReadonlyMap<string, number>;

/** nDCG with linear gain and the discount 1 / log2(rank + 1): trec_eval's `ndcg_cut`, which BEIR reports. */
export function ndcgAt(ranked: readonly string[], relevance: Relevance, k: number): number {
  const ideal = [...relevance.values()].filter((grade) => grade > 0).sort((a, b) => b - a);
  const best = discounted(ideal.slice(0, k));
  return best === 0 ? 0 : discounted(ranked.slice(0, k).map((id) => gradeOf(relevance, id))) / best;
}

/** Of the relevant documents, those among the first k. */
export function recallAt(ranked: readonly string[], relevance: Relevance, k: number): number {
  const total = countRelevant(relevance);
  return total === 0 ? 0 : ranked.slice(0, k).filter((id) => gradeOf(relevance, id) > 0).length / total;
}

/** 1 / the rank of the first relevant document, 0 where it isn't among the first k. */
export function reciprocalRankAt(ranked: readonly string[], relevance: Relevance, k: number): number {
  const first = ranked.slice(0, k).findIndex((id) => gradeOf(relevance, id) > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** The precision at each relevant document's rank, 0 for those that weren't found, in the mean. Its mean over questions is MAP. */
export function averagePrecision(ranked: readonly string[], relevance: Relevance): number {
  const total = countRelevant(relevance);
  let found = 0;
  let sum = 0;
  for (const [i, id] of ranked.entries()) {
    if (gradeOf(relevance, id) <= 0) continue;
    found++;
    sum += found / (i + 1);
  }
  return total === 0 ? 0 : sum / total;
}

/** Of the first k of either ranking, those that the other has, too: 1 where both have the same k, in whatever order. */
export function overlapAt(left: readonly string[], right: readonly string[], k: number): number {
  const [a, b] = [left.slice(0, k), new Set(right.slice(0, k))];
  const longer = Math.max(a.length, b.size);
  return longer === 0 ? 1 : a.filter((id) => b.has(id)).length / longer;
}

const gradeOf = (relevance: Relevance, id: string) => relevance.get(id) ?? 0;

const countRelevant = (relevance: Relevance) => [...relevance.values()].filter((grade) => grade > 0).length;

const discounted = (gains: number[]) =>
  gains.reduce((sum, gain, i) => sum + Math.max(gain, 0) / Math.log2(i + 2), 0);
