import { describe, expect, it } from "vitest";
import { analyzeText } from "../../analyze-text.ts";
import { rerankFeatureNames } from "../../rerank-features.ts";
import { featuresRerank, type RerankCandidate } from "./features-rerank.ts";
import trained from "./rerank-features/weights.json" with { type: "json" };

function candidateOf(
  text: string,
  about: Partial<RerankCandidate> & { fused?: number } = {},
): RerankCandidate {
  const { fused = 0.5, ...chunk } = about;
  const title = about.title ?? "Title";
  return {
    chunkId: text,
    documentId: "document",
    collectionId: "collection",
    title,
    page: null,
    pageOffsets: [],
    headingPath: [],
    ordinal: 0,
    text,
    tokenCount: 0,
    language: "eng",
    terms: analyzeText(`${title}\n${text}`),
    ...chunk,
    scores: { bm25: null, vector: null, fused, relevance: null },
  };
}

const asked = (question: string, weight = 1) => ({ terms: analyzeText(question), weight });
const question = asked("How long does the bicycle warranty last?");
const relevanceOf = (...candidates: RerankCandidate[]) =>
  featuresRerank([question], candidates).map(({ relevance }) => relevance);

describe("featuresRerank", () => {
  it("gives each candidate a relevance from 0 to 1, in their order", () => {
    const relevance = relevanceOf(
      candidateOf("The bicycle warranty lasts two years.", { fused: 1 }),
      candidateOf("Volcanoes erupt.", { fused: 0 }),
      candidateOf(""),
    );
    expect(relevance).toHaveLength(3);
    for (const each of relevance) {
      expect(each).toBeGreaterThan(0);
      expect(each).toBeLessThan(1);
    }
    expect(relevance[0]).toBeGreaterThan(relevance[1] ?? 1);
  });

  it("prefers the chunk that holds more of the question", () => {
    const [all = 0, some = 0, none = 0] = relevanceOf(
      candidateOf("The bicycle warranty lasts long."),
      candidateOf("The warranty is void here."),
      candidateOf("Volcanoes erupt in Iceland."),
    );
    expect(all).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(none);
  });

  it("prefers words that stand together as in the question", () => {
    const [together = 0, apart = 0] = relevanceOf(
      candidateOf("A bicycle warranty is for buyers of our many different and colourful products."),
      candidateOf("A bicycle is for buyers of our many different and colourful products with warranty."),
    );
    expect(together).toBeGreaterThan(apart);
  });

  it("prefers a compound with a word of the question to nothing of it", () => {
    const [compound = 0, none = 0] = featuresRerank(
      [{ terms: ["versicherung"], weight: 1 }],
      [
        candidateOf("x", { terms: ["lebensversicherung", "alt"] }),
        candidateOf("y", { terms: ["volcano", "alt"] }),
      ],
    ).map(({ relevance }) => relevance);
    expect(compound).toBeGreaterThan(none);
  });

  it("follows the searches between chunks that are alike otherwise", () => {
    const [first = 0, second = 0] = relevanceOf(
      candidateOf("The bicycle warranty lasts.", { fused: 0.9 }),
      candidateOf("The bicycle warranty lasts.", { fused: 0.8 }),
    );
    expect(first).toBeGreaterThan(second);
  });

  it("gives a chunk what the part of the question that suits it best gives it", () => {
    const candidates = [
      candidateOf("Parking is free for guests."),
      candidateOf("Breakfast is served until ten."),
      candidateOf("Volcanoes erupt in Iceland."),
    ];
    const whole = asked("Is parking free and when is breakfast served?");
    const parts = [asked("Is parking free?", 0.8), asked("When is breakfast served?", 0.8)];
    const alone = parts.map((part) => featuresRerank([part], candidates).map(({ relevance }) => relevance));
    const together = featuresRerank([whole, ...parts], candidates);
    expect(together[0]?.relevance).toBeGreaterThanOrEqual(alone[0]?.[0] ?? 1);
    expect(together[1]?.relevance).toBeGreaterThanOrEqual(alone[1]?.[1] ?? 1);
  });

  it("prefers what the conversation was about where the question leans on it, and not where it hardly does", () => {
    const candidates = [
      candidateOf("It costs nine francs for the bicycle."),
      candidateOf("It costs nine francs for the season pass."),
    ];
    const judge = (repeats: number) => {
      const topic = Array<string[]>(repeats).fill(analyzeText("season pass")).flat();
      return featuresRerank([{ ...asked("What does it cost?"), topic }], candidates);
    };
    const [bicycle, pass] = judge(3).map(({ relevance }) => relevance);
    expect(pass).toBeGreaterThan(bicycle ?? 1);
    const [untold, told] = judge(1).map(({ relevance }) => relevance);
    expect(Math.abs((told ?? 0) - (untold ?? 1))).toBeLessThan((pass ?? 0) - (bicycle ?? 1));
  });

  it("shows every feature that has a weight, and has a weight for no other", () => {
    const [judged] = featuresRerank([question], [candidateOf("The bicycle warranty lasts.")]);
    expect(Object.keys(judged?.features ?? {}).toSorted()).toEqual(rerankFeatureNames.toSorted());
    for (const [feature, weight] of Object.entries(trained.weights)) {
      expect(rerankFeatureNames).toContain(feature);
      expect(Number.isFinite(weight)).toBe(true);
    }
  });

  it("has weights that say where they come from, and a calibration that keeps the order", () => {
    expect(trained.provenance.sets.length).toBeGreaterThan(1);
    expect(trained.provenance.dump).toMatch(/^sha256:/);
    expect(trained.calibration.slope).toBeGreaterThan(0);
  });

  it("ranks chunks that no search scored, and makes nothing of nothing", () => {
    const unscored = candidateOf("The bicycle warranty lasts.");
    unscored.scores.fused = null;
    expect(relevanceOf(unscored).every(Number.isFinite)).toBe(true);
    expect(relevanceOf()).toEqual([]);
  });
});
