import { describe, expect, it } from "vitest";
import { limits } from "../limits.ts";
import type { RankedChunk } from "../turn.ts";
import { packEvidence } from "./pack-evidence.ts";

let count = 0;
function chunkOf(tokenCount: number, text = `text ${count}`): RankedChunk {
  count += 1;
  return {
    chunkId: `chunk-${count}`,
    documentId: "document",
    collectionId: "collection",
    title: "Title",
    page: null,
    pageOffsets: [],
    headingPath: [],
    ordinal: 0,
    text,
    tokenCount,
    scores: { bm25: null, vector: null, rrf: null, relevance: null },
  };
}

const chunksOf = (packed: { chunk: RankedChunk }[]) => packed.map(({ chunk }) => chunk);

describe("packEvidence", () => {
  it("takes the best chunks first and numbers them from 1", () => {
    const ranked = [chunkOf(100), chunkOf(100), chunkOf(100)];
    const packed = packEvidence(ranked);
    expect(chunksOf(packed)).toEqual(ranked);
    expect(packed.map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  it("stays within the token budget, fences included", () => {
    const packed = packEvidence(
      Array.from({ length: 20 }, () => chunkOf(300)),
      1000,
    );
    const tokens = packed.reduce((sum, { chunk }) => sum + chunk.tokenCount, 0);
    expect(packed.length).toBeGreaterThan(0);
    expect(tokens).toBeLessThan(1000);
    expect(packed).toHaveLength(2);
  });

  it("passes over a chunk that is too long for what is left, for a shorter one", () => {
    const [first, long, short] = [chunkOf(500), chunkOf(700), chunkOf(100)];
    expect(chunksOf(packEvidence([first, long, short], 1000))).toEqual([first, short]);
  });

  it("always takes the best chunk, however long", () => {
    const huge = chunkOf(50_000);
    expect(chunksOf(packEvidence([huge, chunkOf(10)], 1000))).toEqual([huge]);
  });

  it("takes the same text once, white space aside", () => {
    const [first, other] = [chunkOf(10, "the same\ntext"), chunkOf(10, "another text")];
    expect(chunksOf(packEvidence([first, chunkOf(10, " the  same text "), other]))).toEqual([first, other]);
  });

  it("takes no more chunks than the limit", () => {
    expect(packEvidence(Array.from({ length: 50 }, () => chunkOf(1)))).toHaveLength(limits.evidenceMax);
  });

  it("counts the tokens itself where they weren't counted", () => {
    const uncounted = Array.from({ length: 5 }, (_, i) => chunkOf(0, `${"word ".repeat(400)}${i}`));
    expect(packEvidence(uncounted, 1000)).toHaveLength(2);
  });

  it("makes nothing of nothing", () => {
    expect(packEvidence([])).toEqual([]);
  });
});
