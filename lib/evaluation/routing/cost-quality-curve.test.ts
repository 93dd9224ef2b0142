import { describe, expect, test } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { measureRouting, type RoutedCase, strongShareFor } from "./cost-quality-curve.ts";

const random = seededRandom(1);
const cases: RoutedCase[] = Array.from({ length: 4000 }, () => ({
  weak: Number(random() < 0.6),
  strong: Number(random() < 0.8),
  score: random(),
}));
const rescored = (scoreOf: (each: RoutedCase) => number) =>
  cases.map((each) => ({ ...each, score: scoreOf(each) }));

describe("the area between random and oracle", () => {
  test("is 1 for an oracle, about 0 for chance and below 0 for who has it backwards", () => {
    expect(measureRouting(rescored(({ strong, weak }) => strong - weak)).area).toBeCloseTo(1);
    const chance = measureRouting(cases);
    expect(Math.abs(chance.area)).toBeLessThan(0.1);
    expect(chance.interval.low).toBeLessThan(0);
    expect(chance.interval.high).toBeGreaterThan(0);
    expect(chance.gapRecovered).toBeCloseTo(0.5, 1);
    expect(measureRouting(rescored(({ strong, weak }) => weak - strong)).area).toBeLessThan(-0.5);
  });

  test("begins at the weak model's quality and ends at the strong one's", () => {
    const { points, weakQuality, strongQuality } = measureRouting(cases);
    expect(points[0]).toEqual({ strongShare: 0, quality: weakQuality });
    expect(points.at(-1)?.quality).toBeCloseTo(strongQuality);
  });
});

test("an oracle needs the strong model only where it alone is right", () => {
  const needed = strongShareFor(
    rescored(({ strong, weak }) => strong - weak),
    1,
  );
  expect(needed).toBeLessThan(0.35);
  expect(strongShareFor(cases, 1)).toBeGreaterThan(0.8);
});
