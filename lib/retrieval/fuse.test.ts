import { describe, expect, it } from "vitest";
import { fuse } from "./fuse.ts";

const listOf = (kind: "bm25" | "vector", ...ids: string[]) => ({
  kind,
  results: ids.map((chunkId, i) => ({ chunkId, score: 100 - i })),
});
const idsOf = (fused: { chunkId: string }[]) => fused.map(({ chunkId }) => chunkId);

describe("fuse", () => {
  it("scores a chunk by the sum of 1 / (60 + rank) over the lists", () => {
    const [both, first, last] = fuse([listOf("bm25", "a", "b"), listOf("vector", "b", "c")]);
    expect(both).toMatchObject({ chunkId: "b" });
    expect(both?.scores.rrf).toBeCloseTo(1 / 62 + 1 / 61, 12);
    expect(first?.scores.rrf).toBeCloseTo(1 / 61, 12);
    expect(last?.scores.rrf).toBeCloseTo(1 / 62, 12);
  });

  it("ranks what both searches found above what one found as high", () => {
    expect(idsOf(fuse([listOf("bm25", "x", "y", "both"), listOf("vector", "v", "w", "both")]))[0]).toBe(
      "both",
    );
  });

  it("goes by rank alone, however the lists are scaled", () => {
    const bm25 = listOf("bm25", "a", "b", "c");
    const vector = listOf("vector", "c", "a");
    const scaled = {
      ...vector,
      results: vector.results.map((result) => ({ ...result, score: result.score / 1e6 })),
    };
    expect(idsOf(fuse([bm25, scaled]))).toEqual(idsOf(fuse([bm25, vector])));
  });

  it("keeps each list's own score, and null where a list hasn't the chunk", () => {
    const fused = fuse([listOf("bm25", "a"), listOf("vector", "b", "a")]);
    expect(fused.find(({ chunkId }) => chunkId === "a")?.scores).toMatchObject({
      bm25: 100,
      vector: 99,
      relevance: null,
    });
    expect(fused.find(({ chunkId }) => chunkId === "b")?.scores).toMatchObject({ bm25: null, vector: 100 });
  });

  it("lets ties keep the order of the lists", () => {
    expect(idsOf(fuse([listOf("bm25", "a"), listOf("vector", "b")]))).toEqual(["a", "b"]);
  });

  it("keeps the order of a single list", () => {
    expect(idsOf(fuse([listOf("bm25", "c", "a", "b"), listOf("vector")]))).toEqual(["c", "a", "b"]);
  });

  it("gives each chunk once, and nothing for nothing", () => {
    const ids = idsOf(fuse([listOf("bm25", "a", "b"), listOf("vector", "b", "a")]));
    expect(ids.toSorted()).toEqual(["a", "b"]);
    expect(fuse([])).toEqual([]);
    expect(fuse([listOf("bm25"), listOf("vector")])).toEqual([]);
  });
});
