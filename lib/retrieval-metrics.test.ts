import { describe, expect, test } from "vitest";
import { averagePrecision, ndcgAt, overlapAt, recallAt, reciprocalRankAt } from "./retrieval-metrics.ts";

/** A ranking and its relevance from one string: each letter a document, R for relevant. */
function judged(pattern: string) {
  const ranked = [...pattern].map((_, i) => `d${i}`);
  const relevance = new Map([...pattern].map((letter, i) => [`d${i}`, letter === "R" ? 1 : 0]));
  return { ranked, relevance };
}

describe("nDCG", () => {
  test("is .785 for the example in Wikipedia's “Discounted cumulative gain”: D1 to D6 of 3 2 3 0 1 2, D7 of 3, D8 of 2", () => {
    const relevance = new Map([3, 2, 3, 0, 1, 2, 3, 2].map((grade, i) => [`D${i + 1}`, grade]));
    expect(ndcgAt(["D1", "D2", "D3", "D4", "D5", "D6"], relevance, 6)).toBeCloseTo(0.785, 3);
  });

  test("is 1 for the ideal order, whatever comes after, and 0 where nothing relevant is found", () => {
    const relevance = new Map([
      ["a", 2],
      ["b", 1],
    ]);
    expect(ndcgAt(["a", "b", "c"], relevance, 10)).toBe(1);
    expect(ndcgAt(["c", "d"], relevance, 10)).toBe(0);
    expect(ndcgAt(["c", "d", "a"], relevance, 2)).toBe(0);
  });

  test("takes grades below 1 as not relevant, as trec_eval does", () => {
    const relevance = new Map([
      ["a", 1],
      ["b", -1],
      ["c", 0],
    ]);
    expect(ndcgAt(["b", "c", "a"], relevance, 10)).toBeCloseTo(0.5);
  });
});

describe("average precision", () => {
  test("is that of the two systems in exercise 8.8 of Manning, Raghavan & Schütze 2008: .6 and .493", () => {
    const [first, second] = ["RNRNNNNNRR", "NRNNRRRNNN"].map(judged);
    expect(averagePrecision(first?.ranked ?? [], first?.relevance ?? new Map())).toBeCloseTo(0.6, 3);
    expect(averagePrecision(second?.ranked ?? [], second?.relevance ?? new Map())).toBeCloseTo(0.493, 3);
  });

  test("counts a relevant document that wasn't found as 0", () => {
    const relevance = new Map([
      ["a", 1],
      ["b", 1],
    ]);
    expect(averagePrecision(["a"], relevance)).toBe(0.5);
  });
});

test("reciprocal ranks are those of Wikipedia's “Mean reciprocal rank”: cats third, tori second, viruses first, .61 in the mean", () => {
  const ranks = ["NNR", "NRN", "RNN"].map(judged).map(({ ranked, relevance }) => {
    return reciprocalRankAt(ranked, relevance, 10);
  });
  expect(ranks).toEqual([1 / 3, 1 / 2, 1]);
  expect(ranks.reduce((sum, rank) => sum + rank, 0) / 3).toBeCloseTo(0.61, 2);
  expect(reciprocalRankAt(["a", "b"], new Map([["b", 1]]), 1)).toBe(0);
});

test("recall counts what is relevant among the first k, of all that is relevant", () => {
  const { ranked, relevance } = judged("RNRNNNNNRR");
  expect([1, 3, 9, 10].map((k) => recallAt(ranked, relevance, k))).toEqual([1 / 4, 2 / 4, 3 / 4, 1]);
  expect(recallAt(ranked, new Map(), 10)).toBe(0);
});

test("overlap goes by what both have, and by the longer of two short lists", () => {
  expect(overlapAt(["a", "b", "c"], ["c", "a", "d"], 3)).toBeCloseTo(2 / 3);
  expect(overlapAt(["a"], ["a", "b"], 10)).toBe(0.5);
  expect(overlapAt([], [], 10)).toBe(1);
});
