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

test("says the number by which the answer cites it, which isn't the one that the model saw", () => {
  expect(describeOutcome(candidate({ outcome: "packed", n: 4 }), 2).text).toBe("In the answer as [2]");
  expect(describeOutcome(candidate({ outcome: "packed", n: 4 }), undefined).text).toBe("Read as number 4");
});

test("says why one wasn't read", () => {
  expect(describeOutcome(candidate({ outcome: "over_budget" }), undefined).text).toBe("Over the budget");
  expect(describeOutcome(candidate({}), undefined).text).toBe("Below the cut");
});
