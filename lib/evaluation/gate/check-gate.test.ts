import { describe, expect, test } from "vitest";
import { compareToBaseline } from "./check-gate.ts";
import { describeGate } from "./describe-gate.ts";

type Baseline = Parameters<typeof compareToBaseline>[0];

const varied = (mean: number) => Array.from({ length: 100 }, (_, i) => mean + ((i % 5) - 2) / 20);
const baselineOf = (hybrid: number[], questions = "q"): Baseline => ({
  at: "2026-01-01",
  embeddingModel: "m",
  sets: {
    a: { questions, rows: { bm25: varied(0.5), hybrid } },
    b: { questions: "q", rows: { bm25: varied(0.4), hybrid: varied(0.4) } },
  },
});
const before = baselineOf(varied(0.6));

describe("the gate", () => {
  test("is open where nothing changed, and where something was gained", () => {
    expect(compareToBaseline(before, before).isGood).toBe(true);
    expect(compareToBaseline(before, baselineOf(varied(0.7))).isGood).toBe(true);
  });

  test("is closed where one row of one set has lost more than luck, and says which", () => {
    const report = compareToBaseline(before, baselineOf(varied(0.5)));
    expect(report.isGood).toBe(false);
    const lost = report.rows.filter(({ hasLost }) => hasLost);
    expect(lost.map(({ dataset, system }) => [dataset, system])).toEqual([
      ["a", "hybrid"],
      [null, "hybrid"],
    ]);
    expect(describeGate(report)).toContain("✖ a, hybrid");
  });

  test("lets a set's questions trade places", () => {
    const shuffled = varied(0.6).map((value, i) => value + (i % 2 ? 0.1 : -0.1));
    expect(compareToBaseline(before, baselineOf(shuffled)).isGood).toBe(true);
  });

  test("doesn't compare different questions", () => {
    expect(() => compareToBaseline(before, baselineOf(varied(0.6), "others"))).toThrow(/--update/);
  });
});
