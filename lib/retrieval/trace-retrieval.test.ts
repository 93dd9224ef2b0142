import { expect, test } from "vitest";
import type { RetrievalTrace, TracedCandidate } from "../search.ts";
import { tracePacking } from "./trace-retrieval.ts";

const candidate = (chunkId: string): TracedCandidate => ({
  chunkId,
  documentId: "document",
  bm25: null,
  vector: null,
  fused: null,
  reranked: null,
  features: null,
  outcome: "below_cut",
  n: null,
});
const traceOf = (...chunkIds: string[]) => ({ candidates: chunkIds.map(candidate) }) as RetrievalTrace;
const evidenceOf = (...chunkIds: string[]) =>
  chunkIds.map((chunkId, i) => ({ n: i + 1, chunk: { chunkId, documentId: "document" } as never }));

test("tells of what a duplicate is one", () => {
  const { candidates } = tracePacking(traceOf("best", "copy", "worst"), {
    evidence: evidenceOf("best"),
    outcomes: new Map([
      ["best", "packed"],
      ["copy", "duplicate"],
    ]),
    originals: new Map([["copy", "best"]]),
  });
  expect(candidates).toMatchObject([
    { outcome: "packed", n: 1 },
    { outcome: "duplicate", duplicateOf: "best", n: null },
    { outcome: "below_cut", n: null },
  ]);
  expect(candidates[2]).not.toHaveProperty("duplicateOf");
});

test("adds the neighbours that came along, which no search had found", () => {
  const { candidates } = tracePacking(traceOf("found"), {
    evidence: evidenceOf("before", "found"),
    outcomes: new Map([["found", "packed"]]),
    originals: new Map(),
  });
  expect(candidates).toMatchObject([
    { chunkId: "found", outcome: "packed", n: 2 },
    { chunkId: "before", outcome: "widened", n: 1, fused: null },
  ]);
});
