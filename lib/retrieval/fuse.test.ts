import { describe, expect, it } from "vitest";
import { fuse, type RankedList, vectorWeight } from "./fuse.ts";

const listOf = (kind: "bm25" | "vector", scores: Record<string, number>, weight = 1): RankedList => ({
  kind,
  weight,
  results: Object.entries(scores).map(([chunkId, score]) => ({ chunkId, score })),
});
const idsOf = (fused: { chunkId: string }[]) => fused.map(({ chunkId }) => chunkId);
const scoreOf = (fused: ReturnType<typeof fuse>, id: string) =>
  fused.find(({ chunkId }) => chunkId === id)?.scores.fused;

describe("fuse", () => {
  it("adds up, by weight, where each score lies between its list's best and nothing", () => {
    const fused = fuse([listOf("bm25", { a: 8, b: 4 }), listOf("vector", { b: 0.9, c: 0.7, d: 0.5 }, 0.5)]);
    expect(scoreOf(fused, "a")).toBe(1);
    expect(scoreOf(fused, "b")).toBe(0.5 + 0.5);
    expect(scoreOf(fused, "c")).toBeCloseTo(0.5 * 0.5, 12);
  });

  it("takes 0 for the least that BM25 can say, and the last of a list for the least a cosine does", () => {
    expect(scoreOf(fuse([listOf("bm25", { a: 10, b: 6 })]), "b")).toBe(0.6);
    expect(scoreOf(fuse([listOf("vector", { a: 0.8, b: 0.6 })]), "b")).toBe(0);
  });

  it("ranks what both searches found high above what one found as high", () => {
    const fused = fuse([listOf("bm25", { x: 9, both: 8 }), listOf("vector", { v: 0.8, both: 0.79, w: 0.5 })]);
    expect(idsOf(fused)[0]).toBe("both");
  });

  it("doesn't care how a list is scaled", () => {
    const bm25 = listOf("bm25", { a: 9, b: 5, c: 2 });
    const vector = listOf("vector", { c: 0.9, a: 0.3 });
    const scaled = listOf("vector", { c: 9e-7, a: 3e-7 });
    expect(idsOf(fuse([bm25, scaled]))).toEqual(idsOf(fuse([bm25, vector])));
  });

  it("lets a light list decide between results that are close, and not overturn a clear winner", () => {
    const light = vectorWeight("builtin/hash-embed");
    const vector = listOf("vector", { b: 0.9, c: 0.5, a: 0.01 }, light);
    expect(idsOf(fuse([listOf("bm25", { a: 10, b: 9.9 }), vector]))[0]).toBe("b");
    expect(idsOf(fuse([listOf("bm25", { a: 10, b: 6 }), vector]))[0]).toBe("a");
  });

  it("counts a model of meaning as much as BM25", () => {
    const weight = vectorWeight("openai/text-embedding-3-small");
    const fused = fuse([listOf("bm25", { x: 10, y: 6 }), listOf("vector", { v: 0.8, w: 0.5 }, weight)]);
    expect(scoreOf(fused, "v")).toBe(scoreOf(fused, "x"));
  });

  it("puts what answers to the whole question above what answers to one of its parts", () => {
    const fused = fuse([
      listOf("bm25", { both: 7, first: 8, second: 6 }),
      listOf("bm25", { first: 5, both: 4 }, 0.5),
      listOf("bm25", { second: 5, both: 5 }, 0.5),
    ]);
    expect(idsOf(fused)[0]).toBe("both");
    expect(fused[0]?.scores.bm25).toBe(7);
  });

  it("keeps each search's own score, and null where it hasn't the chunk", () => {
    const fused = fuse([listOf("bm25", { a: 100 }), listOf("vector", { b: 0.5, a: 0.4 })]);
    expect(fused.find(({ chunkId }) => chunkId === "a")?.scores).toMatchObject({
      bm25: 100,
      vector: 0.4,
      relevance: null,
    });
    expect(fused.find(({ chunkId }) => chunkId === "b")?.scores).toMatchObject({ bm25: null, vector: 0.5 });
  });

  it("lets ties keep the order of the lists", () => {
    expect(idsOf(fuse([listOf("bm25", { a: 3 }), listOf("vector", { b: 0.2 })]))).toEqual(["a", "b"]);
  });

  it("keeps the order of a single list", () => {
    expect(idsOf(fuse([listOf("bm25", { c: 3, a: 2, b: 2 }), listOf("vector", {})]))).toEqual([
      "c",
      "a",
      "b",
    ]);
  });

  it("stands scores below zero, which cosines can be", () => {
    const fused = fuse([listOf("vector", { a: 0.1, b: -0.05, c: -0.2 })]);
    expect(fused.map(({ scores }) => scores.fused)).toEqual([1, 0.5, 0]);
  });

  it("gives each chunk once, and nothing for nothing", () => {
    const ids = idsOf(fuse([listOf("bm25", { a: 2, b: 1 }), listOf("vector", { b: 2, a: 1 })]));
    expect(ids.toSorted()).toEqual(["a", "b"]);
    expect(fuse([])).toEqual([]);
    expect(fuse([listOf("bm25", {}), listOf("vector", {})])).toEqual([]);
  });
});
