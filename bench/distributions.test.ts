import { expect, test } from "vitest";
import { seededRandom } from "../lib/evaluation/seeded-random.ts";
import { drawLogNormal, drawNormal, zipf } from "./distributions.ts";

const draw = (count: number, one: (random: () => number) => number) => {
  const random = seededRandom(7);
  return Array.from({ length: count }, () => one(random)).sort((a, b) => a - b);
};
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("normal draws have mean 0 and variance 1", () => {
  const drawn = draw(20_000, drawNormal);
  expect(meanOf(drawn)).toBeCloseTo(0, 1);
  expect(meanOf(drawn.map((value) => value ** 2))).toBeCloseTo(1, 1);
});

test("log-normal draws are whole numbers about their median, within their bounds", () => {
  const drawn = draw(20_000, (random) => drawLogNormal(random, { median: 170, sigma: 0.5, max: 360 }));
  expect(drawn.every(Number.isInteger)).toBe(true);
  expect(drawn[10_000]).toBeGreaterThan(165);
  expect(drawn[10_000]).toBeLessThan(175);
  expect(drawn[0]).toBeGreaterThanOrEqual(1);
  expect(drawn.at(-1)).toBe(360);
});

test("ranks are drawn in proportion to their share", () => {
  const drawn = draw(50_000, zipf(1000, 1, 0));
  const shareOf = (rank: number) => drawn.filter((value) => value === rank).length / drawn.length;
  const harmonic = Array.from({ length: 1000 }, (_, rank) => 1 / (rank + 1)).reduce((a, b) => a + b, 0);
  for (const rank of [0, 1, 9]) expect(shareOf(rank)).toBeCloseTo(1 / (rank + 1) / harmonic, 2);
  expect(drawn.at(-1)).toBeLessThan(1000);
});
