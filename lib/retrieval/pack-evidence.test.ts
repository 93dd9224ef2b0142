import { describe, expect, it } from "vitest";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import { renderEvidence } from "../prompts/evidence.ts";
import type { RankedChunk } from "../turn.ts";
import { packEvidence } from "./pack-evidence.ts";

let count = 0;
/** A chunk of its own document, with a text of about so many tokens that no other has. */
function chunkOf(tokens: number, change: Partial<RankedChunk> = {}): RankedChunk {
  count += 1;
  const words = Array.from({ length: tokens }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}${count}`);
  const text = change.text ?? words.join(" ").slice(0, tokens * 4);
  return {
    chunkId: `chunk-${count}`,
    documentId: `document-${count}`,
    collectionId: "collection",
    title: "Title",
    page: null,
    pageOffsets: [],
    headingPath: [],
    ordinal: 0,
    tokenCount: countTokens(text),
    scores: { bm25: null, vector: null, fused: null, relevance: null },
    ...change,
    text,
  };
}
const chunksOf = (packed: { evidence: { chunk: RankedChunk }[] }) =>
  packed.evidence.map(({ chunk }) => chunk);
const shownTokens = (packed: ReturnType<typeof packEvidence>) => countTokens(renderEvidence(packed.evidence));

describe("the budget", () => {
  it("takes the best chunks first and numbers them from 1", () => {
    const ranked = [chunkOf(100), chunkOf(100), chunkOf(100)];
    const packed = packEvidence(ranked);
    expect(chunksOf(packed)).toEqual(ranked);
    expect(packed.evidence.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect([...packed.outcomes.values()]).toEqual(["packed", "packed", "packed"]);
  });

  it("goes to chunks that say something before a table of contents, however well that ranks", () => {
    const text = "Travel rules and hotels ........ 4\nMeals ........ 6\nClaims ........ 9";
    const contents = chunkOf(0, { text });
    const ranked = [contents, chunkOf(100), chunkOf(100)];
    expect(chunksOf(packEvidence(ranked))).toHaveLength(3);
    const tokensMax = shownTokens(packEvidence(ranked.slice(1))) + 5;
    const tight = packEvidence(ranked, { tokensMax });
    expect(chunksOf(tight)).toEqual(ranked.slice(1));
    expect(tight.outcomes.get(contents.chunkId)).toBe("below_cut");
  });

  it("is never exceeded, fences, titles and sections included", () => {
    for (const tokensMax of [60, 300, 1000, 2000]) {
      const title = "A rather long title of a document ".repeat(4);
      const ranked = Array.from({ length: 20 }, (_, i) => chunkOf(50 + 40 * (i % 7), { title }));
      const packed = packEvidence(ranked, { tokensMax });
      expect(shownTokens(packed)).toBeLessThanOrEqual(tokensMax);
    }
  });

  it("passes over a chunk that is too long for what is left, for a shorter one", () => {
    const [first, long, short] = [chunkOf(200), chunkOf(900), chunkOf(30)];
    const packed = packEvidence([first, long, short], { tokensMax: 1000 });
    expect(chunksOf(packed)).toEqual([first, short]);
    expect(packed.outcomes.get(long.chunkId)).toBe("over_budget");
  });

  it("cuts the best chunk at its end where it is too long alone", () => {
    const huge = chunkOf(0, {
      text: "A sentence that is one of many. ".repeat(2_000),
      pageOffsets: [100, 60_000],
    });
    const packed = packEvidence([huge, chunkOf(900)], { tokensMax: 1000 });
    const [cut] = chunksOf(packed);
    expect(packed.evidence).toHaveLength(1);
    expect(huge.text.startsWith(cut?.text ?? "-")).toBe(true);
    expect(cut?.pageOffsets).toEqual([100]);
    expect(shownTokens(packed)).toBeLessThanOrEqual(1000);
    expect(shownTokens(packed)).toBeGreaterThan(900);
    expect(packed.outcomes.get(huge.chunkId)).toBe("packed");
  });

  it("takes no more chunks than the limit", () => {
    const ranked = Array.from({ length: 50 }, () => chunkOf(5));
    const packed = packEvidence(ranked);
    expect(packed.evidence).toHaveLength(limits.evidenceMax);
    expect(packed.outcomes.get(ranked[20]?.chunkId ?? "")).toBe("below_cut");
  });

  it("makes nothing of nothing", () => {
    expect(packEvidence([]).evidence).toEqual([]);
  });
});

describe("near-duplicates", () => {
  const rule =
    "Employees who travel for work book trains in second class and hotels up to the limit of their city, and hand in every receipt within a month of coming home from the journey abroad.";

  it("keeps the best of texts that differ in a word or in white space, whatever collection they're from", () => {
    const [first, spaced, reworded] = [
      chunkOf(0, { text: rule }),
      chunkOf(0, { text: ` ${rule.replaceAll(" ", "\n ")}`, collectionId: "other" }),
      chunkOf(0, { text: rule.replace("every receipt", "each receipt") }),
    ];
    const packed = packEvidence([first, spaced, reworded]);
    expect(chunksOf(packed)).toEqual([first]);
    expect(packed.outcomes.get(spaced.chunkId)).toBe("duplicate");
    expect(packed.outcomes.get(reworded.chunkId)).toBe("duplicate");
    expect([...packed.originals]).toEqual([
      [spaced.chunkId, first.chunkId],
      [reworded.chunkId, first.chunkId],
    ]);
  });

  it("keeps texts that differ in a number alone", () => {
    const ranked = [2023, 2024].map((year) => chunkOf(0, { text: `${rule} This holds from ${year}.` }));
    expect(chunksOf(packEvidence(ranked))).toEqual(ranked);
  });

  it("keeps texts that share half their words", () => {
    const ranked = [
      chunkOf(0, { text: rule }),
      chunkOf(0, { text: `${rule.slice(0, 90)} but never by plane` }),
    ];
    expect(packEvidence(ranked).evidence).toHaveLength(2);
  });
});

describe("documents", () => {
  const manyOf = (documentId: string, howMany: number, title = "Big book") =>
    Array.from({ length: howMany }, (_, i) => chunkOf(20, { documentId, title, ordinal: 10 * i }));

  it("leaves room for others where one document has the best chunks", () => {
    const ranked = [...manyOf("big", 10), ...manyOf("small", 2), chunkOf(20)];
    const packed = packEvidence(ranked);
    const documents = new Set(chunksOf(packed).map(({ documentId }) => documentId));
    expect(documents.size).toBe(3);
    expect([...packed.outcomes.values()]).toContain("crowded_out");
  });

  it("gives a document all of it where no other has anything, or the question names it", () => {
    const big = manyOf("big", limits.evidenceMax);
    expect(chunksOf(packEvidence(big))).toEqual(big);
    const others = [...big, ...manyOf("small", 4)];
    expect(chunksOf(packEvidence(others, { question: "What is in the big book?" }))).toEqual(big);
  });
});

describe("reading order", () => {
  const document = (...ordinals: number[]) =>
    ordinals.map((ordinal) => chunkOf(30, { documentId: "read", ordinal, chunkId: `read-${ordinal}` }));

  it("puts chunks that follow each other together, where the best of them stood", () => {
    const [third, first, second, far] = document(3, 1, 2, 9);
    const other = chunkOf(30);
    if (!third || !first || !second || !far) throw new Error("four chunks");
    const packed = packEvidence([third, other, far, second, first]);
    expect(chunksOf(packed)).toEqual([first, second, third, other, far]);
    expect(packed.evidence.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
  });

  it("shows what two neighbours share once, at the beginning of the second", () => {
    const shared = "This sentence stands in both of them.";
    const one = chunkOf(0, {
      documentId: "read",
      ordinal: 0,
      text: `The first has its own beginning. ${shared}`,
    });
    const two = chunkOf(0, { documentId: "read", ordinal: 1, text: `${shared} The second goes on alone.` });
    const [before, after] = chunksOf(packEvidence([two, one]));
    expect(before?.text).toBe("The first has its own beginning.");
    expect(after).toEqual(two);
  });

  it("gives the same prompt for the same ranking", () => {
    const ranked = Array.from({ length: 12 }, (_, i) => chunkOf(60, { ordinal: i }));
    const again = ranked.map((chunk) => ({ ...chunk, scores: { ...chunk.scores, relevance: Math.PI } }));
    expect(renderEvidence(packEvidence(again).evidence)).toBe(renderEvidence(packEvidence(ranked).evidence));
  });
});
