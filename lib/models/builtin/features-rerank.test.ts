import { describe, expect, it } from "vitest";
import type { RankedChunk } from "../../turn.ts";
import { featuresRerank } from "./features-rerank.ts";

function chunkOf(text: string, about: Partial<RankedChunk> & { rrf?: number } = {}): RankedChunk {
  return {
    chunkId: text,
    documentId: "document",
    collectionId: "collection",
    title: "Title",
    page: null,
    pageOffsets: [],
    headingPath: [],
    ordinal: 0,
    text,
    tokenCount: 0,
    ...about,
    scores: { bm25: null, vector: null, rrf: about.rrf ?? 0.01, relevance: null },
  };
}

const question = "How long does the bicycle warranty last?";
const scoresOf = (...chunks: RankedChunk[]) => featuresRerank(question, chunks);

describe("featuresRerank", () => {
  it("gives each chunk a relevance between 0 and 1, in the order of the chunks", () => {
    const scores = scoresOf(
      chunkOf("The bicycle warranty lasts two years.", {
        title: question,
        headingPath: [question],
        rrf: 0.03,
      }),
      chunkOf("Volcanoes erupt.", { rrf: 0 }),
      chunkOf(""),
    );
    expect(scores).toHaveLength(3);
    for (const score of scores) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(scores[0]).toBeGreaterThan(scores[1] ?? 1);
  });

  it("prefers the chunk that holds more of the question", () => {
    const [all = 0, some = 0, none = 0] = scoresOf(
      chunkOf("The bicycle warranty lasts long."),
      chunkOf("The warranty is void."),
      chunkOf("Volcanoes erupt."),
    );
    expect(all).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(none);
  });

  it("counts a rare word for more than a common one", () => {
    const common = Array.from({ length: 8 }, (_, i) => chunkOf(`The bicycle number ${i} is red.`));
    const [rare = 0, usual = 0] = scoresOf(chunkOf("Its warranty is short."), ...common);
    expect(rare).toBeGreaterThan(usual);
  });

  it("prefers words that stand together as in the question", () => {
    const [together = 0, apart = 0] = scoresOf(
      chunkOf("A bicycle warranty is for buyers of our many different and colourful products."),
      chunkOf("A bicycle is for buyers of our many different and colourful products with warranty."),
    );
    expect(together).toBeGreaterThan(apart);
  });

  it("counts what the title and the headings say", () => {
    const [named = 0, unnamed = 0] = scoresOf(
      chunkOf("It lasts two years.", { title: "Bicycle warranty" }),
      chunkOf("It lasts two years."),
    );
    const [under = 0] = scoresOf(
      chunkOf("It lasts two years.", { headingPath: ["Warranty"] }),
      chunkOf("It lasts two years."),
    );
    expect(named).toBeGreaterThan(unnamed);
    expect(under).toBeGreaterThan(unnamed);
  });

  it("keeps the fused order of chunks that are alike otherwise", () => {
    const [first = 0, second = 0] = scoresOf(
      chunkOf("The bicycle warranty lasts.", { rrf: 0.03 }),
      chunkOf("The bicycle warranty lasts.", { rrf: 0.02 }),
    );
    expect(first).toBeGreaterThan(second);
  });

  it("goes by the fused order alone for a question without content", () => {
    const [first = 0, second = 0] = featuresRerank("what is it?", [
      chunkOf("a b c", { rrf: 0.03 }),
      chunkOf("d", { rrf: 0.01 }),
    ]);
    expect(first).toBeGreaterThan(second);
    expect(Number.isFinite(first)).toBe(true);
  });

  it("ranks chunks that no search scored", () => {
    const unscored = chunkOf("The bicycle warranty lasts.");
    unscored.scores.rrf = null;
    expect(scoresOf(unscored).every(Number.isFinite)).toBe(true);
  });

  it("makes nothing of nothing", () => {
    expect(scoresOf()).toEqual([]);
  });
});
