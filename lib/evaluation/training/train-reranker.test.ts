import { describe, expect, it } from "vitest";
import { readTrainingQuestion, type TrainingQuestion, trainReranker } from "./train-reranker.ts";

/** A question whose third candidate is right: it has the coverage, and the searches have it third. */
function questionOf(dataset: string, i: number): TrainingQuestion {
  const candidateOf = (rank: number) => ({
    corpusIds: [`${dataset}-${i}-${rank}`],
    grade: rank === 3 ? 1 : 0,
    bm25: { rank },
    fused: { rank },
    features: { fused: 1 / rank, coverage: rank === 3 ? 0.9 : 0.2 + (i % 3) / 10, numbers: (i + rank) % 2 },
  });
  return { dataset, relevant: [1], candidates: [1, 2, 3, 4].map(candidateOf) };
}
const questions = ["a", "b", "c"].flatMap((dataset) =>
  Array.from({ length: 12 }, (_, i) => questionOf(dataset, i)),
);
const features = ["fused", "coverage", "numbers"] as const;

describe("trainReranker", () => {
  it("learns what tells the relevant from the others, and ranks sets by it that it hasn't seen", () => {
    const { weights, heldOut, overBm25 } = trainReranker(questions, [...features]);
    expect(weights.coverage).toBeGreaterThan(Math.abs(weights.numbers ?? 0));
    for (const set of heldOut) {
      expect(set.ndcg.bm25).toBeCloseTo(0.5, 12); // third: 1 / log2(4)
      expect(set.ndcg.reranked).toBe(1);
      expect(set.recall).toEqual({ bm25: 1, hybrid: 1, reranked: 1 });
    }
    expect(overBm25).toMatchObject({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it("gives the same weights for the same questions", () => {
    expect(trainReranker(questions, [...features])).toEqual(trainReranker(questions, [...features]));
  });

  it("calibrates so that the relevant candidates have about their share of the chances", () => {
    const { weights, calibration } = trainReranker(questions, [...features]);
    const chances = questions.flatMap(({ candidates }) =>
      candidates.map((candidate) => {
        const sum = features.reduce(
          (all, name) => all + (weights[name] ?? 0) * (candidate.features?.[name] ?? 0),
          0,
        );
        return 1 / (1 + Math.exp(-(calibration.slope * sum + calibration.intercept)));
      }),
    );
    const mean = chances.reduce((all, chance) => all + chance, 0) / chances.length;
    expect(mean).toBeCloseTo(0.25, 1);
  });

  it("counts relevant documents that no search found as missed", () => {
    const [first, ...others] = questions;
    const missed = { ...(first as TrainingQuestion), relevant: [1, 1] };
    const { heldOut } = trainReranker([missed, ...others], [...features]);
    expect(heldOut[0]?.ndcg.reranked).toBeLessThan(1);
    expect(heldOut[0]?.recall.reranked).toBeLessThan(1);
  });

  it("leaves candidates that weren't reranked behind the others", () => {
    const behind = questions.map((question) => ({
      ...question,
      candidates: question.candidates.map((candidate) =>
        candidate.fused?.rank === 3 ? { ...candidate, features: null } : candidate,
      ),
    }));
    const { heldOut } = trainReranker([...behind, ...questions], [...features]);
    expect(heldOut[0]?.ndcg.reranked).toBeCloseTo((1 + 1 / Math.log2(5)) / 2, 12);
  });

  it("reads a line of the dump, and refuses what is none", () => {
    const [question] = questions;
    expect(readTrainingQuestion(JSON.stringify(question))).toEqual(question);
    expect(() => readTrainingQuestion(JSON.stringify({ dataset: "a", relevant: [] }))).toThrow();
  });
});
