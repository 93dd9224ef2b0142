import { expect, test } from "vitest";
import { compareRuns } from "./compare-runs";
import type { DoneRunView } from "./set-view";

const metrics = { hitAt1: 0, hitAt5: 0, recallAt5: 0, recallAt10: 0, mrrAt10: 0, ndcgAt10: 0 };
const run = (ranks: Record<string, [rank: number | null, ndcgAt10: number]>): DoneRunView => ({
  id: "run",
  state: "done",
  measured: Object.keys(ranks).length,
  questions: Object.keys(ranks).length,
  createdAt: "2026-01-01T00:00:00Z",
  report: {
    metrics,
    questions: Object.entries(ranks).map(([questionId, [rank, ndcgAt10]]) => ({
      questionId,
      rank,
      ndcgAt10,
    })),
    unmeasured: 0,
    tookMs: 1,
  },
});
const changeOf = (now: [number | null, number], before: [number | null, number]) =>
  compareRuns(run({ q: now }), run({ q: before })).get("q")?.change;

test("a question whose documents rank higher is better, lower is worse", () => {
  expect(changeOf([1, 1], [3, 0.5])).toBe("better");
  expect(changeOf([3, 0.5], [1, 1])).toBe("worse");
  expect(changeOf([null, 0], [9, 0.3])).toBe("worse");
  expect(changeOf([2, 0.63], [2, 0.63])).toBe("same");
  expect(changeOf([null, 0], [null, 0])).toBe("same");
});

test("beyond the tenth rank the rank alone tells", () => {
  expect(changeOf([12, 0], [30, 0])).toBe("better");
  expect(changeOf([null, 0], [30, 0])).toBe("worse");
  expect(changeOf([30, 0], [null, 0])).toBe("better");
});

test("a question that the run before didn't have is new, and so are all of a first run", () => {
  expect(compareRuns(run({ q: [1, 1] }), run({})).get("q")?.change).toBe("new");
  expect(compareRuns(run({ q: [1, 1] }), undefined).get("q")?.change).toBe("new");
});

test("what changed tells where it was", () => {
  const results = compareRuns(run({ a: [1, 1], b: [2, 0.6] }), run({ a: [4, 0.4], b: [2, 0.6] }));
  expect(results.get("a")).toMatchObject({ rank: 1, rankBefore: 4 });
  expect(results.get("b")).not.toHaveProperty("rankBefore");
});
