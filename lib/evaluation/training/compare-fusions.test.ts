import { describe, expect, it } from "vitest";
import { compareFusions, withMissing } from "./compare-fusions.ts";

const candidateOf = (id: string, grade: number, bm25: number | null, vector: number | null) => ({
  chunkId: id,
  corpusIds: [id],
  grade,
  bm25: bm25 === null ? null : { rank: bm25, score: 10 - bm25 },
  vector: vector === null ? null : { rank: vector, score: 1 - vector / 10 },
});

describe("compareFusions", () => {
  it("says what each weight of the vector list gains or loses against BM25", () => {
    const candidates = [candidateOf("a", 0, 1, 3), candidateOf("b", 1, 2, 1), candidateOf("c", 0, null, 2)];
    const table = compareFusions([{ dataset: "set", relevant: [1], candidates }]);
    expect(table).toMatch(/^BM25 +\.631 +\.631$/m); // the second of two: 1 / log2(3)
    expect(table).toMatch(/^scores, weight 0\.01 +\+\.000 +\+\.000$/m);
    expect(table).toMatch(/^scores, weight 1 +\+\.369 +\+\.369$/m);
  });
});

describe("withMissing", () => {
  it("adds what is relevant and wasn't found, so that the ideal ranking counts it", () => {
    const grades = withMissing(
      new Map([
        ["a", 2],
        ["b", 0],
      ]),
      [1, 2, 1],
    );
    expect([...grades.values()].toSorted()).toEqual([0, 1, 1, 2]);
  });
});
