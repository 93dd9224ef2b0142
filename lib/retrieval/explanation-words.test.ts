import { describe, expect, test } from "vitest";
import type { AppliedFilter, RetrievalTrace, TracedCandidate } from "../search.ts";
import { type ExplanationFacts, sayWhy } from "./explanation-words.ts";

const trace: RetrievalTrace = {
  standaloneQuestion: "locker key",
  queries: [{ text: "locker key", terms: ["locker", "key"], phrases: [], weight: 1 }],
  corrections: [],
  filters: [],
  mode: "hybrid",
  reranker: null,
  collectionIds: [],
  candidates: [],
  timingsMs: {},
};

const facts = (change: Partial<ExplanationFacts>): ExplanationFacts => ({
  document: {
    id: "d",
    title: "Pool",
    status: "ready",
    isSuperseded: false,
    collectionId: "c",
    collectionName: "Sports",
    passes: [],
    chunkIds: ["1"],
    termCounts: new Map(),
  },
  trace,
  isInScope: true,
  excludedBy: [],
  words: [
    { word: "locker", chunks: 1 },
    { word: "key", chunks: 0 },
  ],
  bm25: { rank: 73 },
  vector: { rank: 210 },
  candidatesMax: 50,
  candidate: null,
  ...change,
});

const candidate = (change: Partial<TracedCandidate>): TracedCandidate => ({
  chunkId: "1",
  documentId: "d",
  bm25: null,
  vector: null,
  fused: { rank: 12, score: 0.1 },
  reranked: { rank: 12, score: 0.1 },
  features: null,
  outcome: "below_cut",
  n: null,
  ...change,
});

describe("a document that was no candidate", () => {
  test("is told its rank in each search, and how many are looked at", () => {
    expect(sayWhy(facts({}))).toEqual({
      reason: "beyond_candidates",
      text: "By words its best part is 73rd, and by meaning its best part is 210th. Of each search the best 50 are looked at.",
    });
  });

  test("is told of the searches that were made alone", () => {
    const { text } = sayWhy(facts({ trace: { ...trace, mode: "bm25" }, vector: null }));
    expect(text).toBe("By words its best part is 73rd. Of each search the best 50 are looked at.");
  });

  test("is told that it holds none of the words", () => {
    const why = sayWhy(facts({ bm25: null, words: [{ word: "key", chunks: 0 }] }));
    expect(why.reason).toBe("no_words");
    expect(why.text).toMatch(/^None of the question's words stands in it, and by meaning/);
  });

  test("is told of the first thing that kept it out", () => {
    const { document } = facts({});
    const chip: AppliedFilter = {
      field: "kind",
      label: "PDF",
      filters: { kinds: ["pdf"] },
      origin: "request",
    };
    const not = { isInScope: false, excludedBy: [chip] };
    const unready = { ...document, chunkIds: [], status: "failed" as const };
    expect(sayWhy(facts({ ...not, document: unready })).reason).toBe("not_ready");
    expect(sayWhy(facts({ ...not, document: { ...unready, isSuperseded: true } })).reason).toBe("superseded");
    expect(sayWhy(facts(not)).text).toBe("It's in the collection “Sports”, which wasn't searched.");
    expect(sayWhy(facts({ excludedBy: [chip] })).text).toContain("narrowed to “PDF”");
  });

  test("is told that it would be found now, where it wasn't there before", () => {
    expect(sayWhy(facts({ bm25: { rank: 1 } })).reason).toBe("found_now");
  });

  test("is told that others score better together, where all places were taken", () => {
    const candidates = Array.from({ length: 50 }, () => candidate({ documentId: "other" }));
    const why = sayWhy(facts({ bm25: { rank: 48 }, trace: { ...trace, candidates } }));
    expect(why.reason).toBe("beyond_candidates");
    expect(why.text).toContain("50 others score better");
  });
});

describe("a document that was a candidate", () => {
  const fateOf = (change: Partial<TracedCandidate>) => {
    const own = candidate(change);
    const read = [candidate({ chunkId: "other", documentId: "other", outcome: "packed", n: 1 })];
    return sayWhy(facts({ candidate: own, trace: { ...trace, candidates: [...read, own] } }));
  };

  test("is told what became of the best of it", () => {
    expect(fateOf({}).text).toBe(
      "Its best part was 12th after reranking, and the one that fits ranks better.",
    );
    expect(fateOf({ outcome: "over_budget" }).text).toContain("too long for the room");
    expect(fateOf({ outcome: "duplicate", duplicateOf: "other" }).text).toContain(
      "but says what part 1 of what the model read says already",
    );
    expect(fateOf({ outcome: "duplicate", reranked: null }).text).toBe(
      "Its best part was 12th after both searches, but says what a better one says already.",
    );
  });

  test("is told that it was read", () => {
    expect(fateOf({ outcome: "packed", n: 3 })).toEqual({
      reason: "in_evidence",
      text: "It was found: part 3 of what the model read is from it.",
    });
    expect(fateOf({ outcome: "widened", n: 4, reranked: null, fused: null }).reason).toBe("in_evidence");
  });
});
