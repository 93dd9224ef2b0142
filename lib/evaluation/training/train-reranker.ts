/**
 * Trains `builtin/features` on what `npm run eval -- retrieval --features FILE` wrote, and says what it would be worth on sets that it has
 * never seen: each set is ranked by weights from the others (leave one set out). What is committed is trained on all of them.
 */
import { z } from "zod";
import { type RerankFeature, rerankFeatureNames } from "../../rerank-features.ts";
import { ndcgAt, recallAt } from "../../retrieval-metrics.ts";
import { bootstrapDifference, type Difference } from "../bootstrap-interval.ts";
import { seededSample } from "../seeded-random.ts";
import { withMissing } from "./compare-fusions.ts";
import { fitRankingWeights, type RankedRows, score } from "./fit-ranking-weights.ts";

const trainingQuestionSchema = z.object({
  dataset: z.string(),
  relevant: z.array(z.number()),
  candidates: z.array(
    z.object({
      corpusIds: z.array(z.string()),
      grade: z.number(),
      bm25: z.object({ rank: z.number() }).nullable(),
      fused: z.object({ rank: z.number() }).nullable(),
      features: z.partialRecord(z.enum(rerankFeatureNames), z.number()).nullable(),
    }),
  ),
});
export type TrainingQuestion = z.infer<typeof trainingQuestionSchema>;
type Candidate = TrainingQuestion["candidates"][number];

export const readTrainingQuestion = (line: string): TrainingQuestion =>
  trainingQuestionSchema.parse(JSON.parse(line));

/** Chosen among 1e-4, 1e-3 and 1e-2, which are within .0002 of each other. */
const l2 = 1e-3;
/** Of a set, so that large ones don't take all the time: 200 give the same third digit. */
const questionsMax = 400;
const seed = 42;

/** The rankings of a set that are compared; what is reranked is by weights that were trained on the other sets. */
export const heldOutRankings = ["bm25", "hybrid", "reranked"] as const;
export type HeldOutRanking = (typeof heldOutRankings)[number];

/** In the mean over a set's questions. */
export interface HeldOutSet {
  dataset: string;
  questions: number;
  ndcg: Record<HeldOutRanking, number>;
  recall: Record<HeldOutRanking, number>;
}

export interface TrainedReranker {
  weights: Partial<Record<RerankFeature, number>>;
  /** What makes a score the chance, roughly, that the candidate is relevant: 1 / (1 + e^−(slope × score + intercept)). */
  calibration: { slope: number; intercept: number };
  heldOut: HeldOutSet[];
  overBm25: Difference;
  overHybrid: Difference;
}

/** Uses these features of all there are. The same questions give the same weights. */
export function trainReranker(
  questions: TrainingQuestion[],
  features: RerankFeature[] = rerankFeatureNames,
): TrainedReranker {
  const sets = [...Map.groupBy(questions, ({ dataset }) => dataset)];
  const rowsOf = sets.map(([, all]) => trainingRows(all, features));
  const gains: { bm25: number[]; hybrid: number[] }[] = [];
  const heldOut = sets.map(([dataset, all], held): HeldOutSet => {
    const weights = fitRankingWeights(rowsOf.toSpliced(held, 1), l2);
    const orders = { bm25: bm25Order, hybrid: fusedOrder, reranked: rerankedOrder(features, weights) };
    const scored = heldOutRankings.map((by) => all.map((question) => scoreOrder(question, orders[by])));
    const meansOf = (metric: keyof OrderScores) =>
      Object.fromEntries(
        heldOutRankings.map((by, i) => [by, mean((scored[i] ?? []).map((each) => each[metric]))]),
      ) as Record<HeldOutRanking, number>;
    const [bm25 = [], hybrid = [], reranked = []] = scored;
    const gainOver = (base: OrderScores[]) => reranked.map(({ ndcg }, i) => ndcg - (base[i]?.ndcg ?? 0));
    gains.push({ bm25: gainOver(bm25), hybrid: gainOver(hybrid) });
    return { dataset, questions: all.length, ndcg: meansOf("ndcg"), recall: meansOf("recall") };
  });
  const weights = fitRankingWeights(rowsOf, l2);
  return {
    weights: Object.fromEntries(features.map((feature, k) => [feature, round(weights[k] ?? 0)])),
    calibration: calibrate(
      sets.map(([, all]) => all),
      features,
      weights,
    ),
    heldOut,
    overBm25: bootstrapDifference(
      gains.map(({ bm25 }) => bm25),
      seed,
    ),
    overHybrid: bootstrapDifference(
      gains.map(({ hybrid }) => hybrid),
      seed,
    ),
  };
}

/** Questions that teach nothing are left out: those where nothing relevant was found, or nothing else. */
function trainingRows(questions: TrainingQuestion[], features: RerankFeature[]): RankedRows[] {
  const useful = questions.filter(({ candidates }) => {
    const grades = candidates.filter(isReranked).map(({ grade }) => grade > 0);
    return grades.includes(true) && grades.includes(false);
  });
  return seededSample(useful, questionsMax, seed).map(({ candidates }) => {
    const reranked = candidates.filter(isReranked);
    const total = reranked.reduce((sum, { grade }) => sum + Math.max(0, grade), 0);
    return {
      rows: reranked.map((candidate) => rowOf(candidate, features)),
      targets: reranked.map(({ grade }) => Math.max(0, grade) / total),
    };
  });
}

const isReranked = ({ features }: Candidate) => features !== null;

const rowOf = (candidate: Candidate, features: RerankFeature[]) =>
  Float64Array.from(features, (feature) => candidate.features?.[feature] ?? 0);

type Order = (candidate: Candidate) => number;
const fusedOrder: Order = ({ fused }) => -(fused?.rank ?? Number.POSITIVE_INFINITY);
const bm25Order: Order = ({ bm25 }) => -(bm25?.rank ?? Number.POSITIVE_INFINITY);

/** What wasn't reranked keeps its place behind. */
function rerankedOrder(features: RerankFeature[], weights: number[]): Order {
  return (candidate) =>
    candidate.features ? score(rowOf(candidate, features), weights) : -1e6 + fusedOrder(candidate);
}

/** Of the first ten documents. */
interface OrderScores {
  ndcg: number;
  recall: number;
}

/** By document: one is as good as its best chunk. Ties keep the fused order. */
function scoreOrder({ candidates, relevant }: TrainingQuestion, order: Order): OrderScores {
  const ranked = candidates
    .map((candidate) => ({ candidate, score: order(candidate) }))
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.score - a.score || fusedOrder(b.candidate) - fusedOrder(a.candidate));
  const ids = [...new Set(ranked.flatMap(({ candidate }) => candidate.corpusIds))];
  const grades = new Map(candidates.flatMap(({ corpusIds, grade }) => corpusIds.map((id) => [id, grade])));
  const relevance = withMissing(grades, relevant);
  return { ndcg: ndcgAt(ids, relevance, 10), recall: recallAt(ids, relevance, 10) };
}

/** Platt's scaling (1999) by Newton's method with halved steps where a whole one goes too far; each set counts the same. */
function calibrate(
  sets: TrainingQuestion[][],
  features: RerankFeature[],
  weights: number[],
): { slope: number; intercept: number } {
  const points = sets.flatMap((questions) => {
    const scored = questions.flatMap(({ candidates }) =>
      candidates.filter(isReranked).map((candidate) => ({
        x: score(rowOf(candidate, features), weights),
        y: candidate.grade > 0 ? 1 : 0,
      })),
    );
    return scored.map((point) => ({ ...point, share: 1 / scored.length / sets.length }));
  });
  const lossOf = (slope: number, intercept: number) =>
    points.reduce((sum, { x, y, share }) => {
      const odds = slope * x + intercept;
      return sum + share * (Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - y * odds);
    }, 0);
  let [slope, intercept] = [0, 0];
  for (let step = 0; step < 30; step++) {
    let [gs, gi, hss, hsi, hii] = [0, 0, 1e-9, 0, 1e-9];
    for (const { x, y, share } of points) {
      const chance = 1 / (1 + Math.exp(-(slope * x + intercept)));
      const [error, curve] = [share * (chance - y), share * chance * (1 - chance)];
      gs += error * x;
      gi += error;
      hss += curve * x * x;
      hsi += curve * x;
      hii += curve;
    }
    const determinant = hss * hii - hsi * hsi;
    const [ds, di] = [(hii * gs - hsi * gi) / determinant, (hss * gi - hsi * gs) / determinant];
    let pace = 1;
    while (pace > 1e-6 && lossOf(slope - pace * ds, intercept - pace * di) > lossOf(slope, intercept))
      pace /= 2;
    slope -= pace * ds;
    intercept -= pace * di;
  }
  return { slope: round(slope), intercept: round(intercept) };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const round = (value: number) => Number(value.toPrecision(4));
