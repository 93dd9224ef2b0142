import { expect, test } from "vitest";
import type { TracedCandidate } from "@/lib/search";
import { describeOutcome } from "./describe-outcome";

const candidate = (change: Partial<TracedCandidate>): TracedCandidate => ({
  chunkId: "c",
  documentId: "d",
  bm25: null,
  vector: null,
  fused: null,
  reranked: null,
  features: null,
  outcome: "below_cut",
  n: null,
  ...change,
});

const wordsFor = (change: Partial<TracedCandidate>, citedAs?: number) =>
  describeOutcome({ candidate: candidate(change), citedAs }).text;

test("says the number by which the answer cites it, which isn't the one that the model saw", () => {
  expect(wordsFor({ outcome: "packed", n: 4 }, 2)).toBe("In the answer as [2]");
  expect(wordsFor({ outcome: "packed", n: 4 })).toBe("Read as number 4");
});

test("says why one wasn't read", () => {
  expect(wordsFor({ outcome: "over_budget" })).toBe("Over the budget");
  expect(wordsFor({})).toBe("Below the cut");
});

test("says of what a duplicate is one, by the number that is shown for that", () => {
  const copy = { candidate: candidate({ outcome: "duplicate" }), citedAs: undefined };
  const original = candidate({ outcome: "packed", n: 4 });
  expect(describeOutcome(copy, { candidate: original, citedAs: 2 }).text).toBe("Says what [2] says");
  expect(describeOutcome(copy, { candidate: original, citedAs: undefined }).text).toBe(
    "Says what number 4 says",
  );
  expect(describeOutcome(copy).text).toBe("Says what a better one says");
});
