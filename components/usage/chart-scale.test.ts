import { describe, expect, test } from "vitest";
import { chartScale } from "./chart-scale";

const marks = (...[format, highest]: Parameters<typeof chartScale>) => {
  const { ticks, showTick } = chartScale(format, highest);
  return ticks.map(showTick);
};

describe("a chart's axis", () => {
  test("has even round marks, the last above the highest figure", () => {
    expect(marks("cost", 88_220_000)).toEqual(["$0", "$25", "$50", "$75", "$100"]);
    expect(marks("count", 14_100)).toEqual(["0", "5,000", "10K", "15K"]);
    expect(marks("ms", 7_200)).toEqual(["0", "2 s", "4 s", "6 s", "8 s"]);
    for (const highest of [1, 3, 7, 99, 101, 1_234, 88_888, 4_999_999, 5_000_001])
      for (const format of ["count", "cost", "ms"] as const) {
        const { ticks } = chartScale(format, highest);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest);
      }
  });

  test("writes every mark with as many digits", () => {
    expect(marks("cost", 87_000)).toEqual(["$0", "$0.025", "$0.050", "$0.075", "$0.100"]);
    expect(marks("cost", 230_000)).toEqual(["$0", "$0.10", "$0.20", "$0.30"]);
    expect(marks("cost", 90_000_000_000)).toEqual(["$0", "$25K", "$50K", "$75K", "$100K"]);
  });

  test("counts nothing by halves, and makes next to nothing look like that", () => {
    expect(marks("count", 1)).toEqual(["0", "1", "2", "3", "4"]);
    expect(marks("cost", 12)).toEqual(["$0", "$0.0025", "$0.0050", "$0.0075", "$0.0100"]);
    expect(marks("ms", 3)).toEqual(["0", "25 ms", "50 ms", "75 ms", "100 ms"]);
  });

  test("reads long times in minutes", () => {
    expect(marks("ms", 100_000)).toEqual(["0", "30 s", "60 s", "90 s", "2 min"]);
    expect(marks("ms", 230_000)).toEqual(["0", "1 min", "2 min", "3 min", "4 min"]);
  });
});
