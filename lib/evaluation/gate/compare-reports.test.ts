import { describe, expect, test } from "vitest";
import { rankingMetrics } from "../retrieval/score-ranking.ts";
import { type ComparableReport, compareReports } from "./compare-reports.ts";
import { describeComparison } from "./describe-comparison.ts";

const scores = (value: number) =>
  Object.fromEntries(rankingMetrics.map((metric) => [metric, value])) as Record<
    (typeof rankingMetrics)[number],
    number
  >;

/** A report of one row, with these nDCGs for questions 1, 2, 3… of each set. */
const reportOf = (sets: Record<string, number[]>): ComparableReport => ({
  kind: "retrieval",
  at: "2026-01-01T00:00:00Z",
  datasets: Object.entries(sets).map(([name, values]) => ({
    name,
    systems: [
      {
        name: "hybrid",
        questions: values.map((value, i) => ({ id: `${i}`, question: `${name} ${i}?`, ...scores(value) })),
      },
    ],
  })),
});
const many = (value: number) => Array.from({ length: 50 }, (_, i) => value + (i % 2) / 10);

describe("a comparison of two reports", () => {
  test("finds a gain that all questions share, and none where they gain and lose alike", () => {
    const before = reportOf({ gains: many(0.5), sways: many(0.5) });
    const swayed = many(0.5).map((value, i) => value + (i % 2 ? 0.2 : -0.2));
    const { comparisons, means } = compareReports(before, reportOf({ gains: many(0.6), sways: swayed }), 1);
    const [gain, sway] = comparisons.map(({ metrics }) => metrics[0]?.difference);
    expect(gain).toMatchObject({ mean: expect.closeTo(0.1), low: expect.closeTo(0.1), p: 0 });
    expect(sway?.low).toBeLessThan(0);
    expect(sway?.high).toBeGreaterThan(0);
    expect(means[0]?.difference.mean).toBeCloseTo(0.05);
  });

  test("pairs questions by their ids, and says nothing of what only one report has", () => {
    const before = reportOf({ a: [0.2, 0.4, 0.6], gone: [1] });
    const after = reportOf({ a: [0.2, 0.4], new: [1] });
    const { comparisons, changed } = compareReports(before, after, 1);
    expect(comparisons.map(({ dataset, questions }) => [dataset, questions])).toEqual([["a", 2]]);
    expect(changed).toEqual([]);
    expect(() => compareReports(reportOf({ a: [1] }), reportOf({ b: [1] }), 1)).toThrow(/in common/);
  });

  test("names the ten questions that changed most, the greatest change first", () => {
    const values = Array.from({ length: 12 }, (_, i) => i / 20);
    const report = compareReports(reportOf({ a: values.map(() => 0) }), reportOf({ a: values }), 1);
    expect(report.changed).toHaveLength(10);
    expect(report.changed[0]).toMatchObject({ question: "a 11?", before: 0, after: 11 / 20 });
    expect(describeComparison(report)).toContain("a 11?");
  });
});
