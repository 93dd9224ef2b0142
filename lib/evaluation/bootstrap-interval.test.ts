import { expect, test } from "vitest";
import { bootstrapDifference, bootstrapGroups, bootstrapInterval } from "./bootstrap-interval.ts";
import { seededSample } from "./seeded-random.ts";

const alternating = (high: number, low: number) =>
  Array.from({ length: 200 }, (_, i) => (i % 2 ? high : low));

test("an interval comes close to that of the normal distribution, ±1.96 standard errors", () => {
  const { low, high } = bootstrapInterval(alternating(1, 0));
  const standardError = 0.5 / Math.sqrt(200);
  expect(low).toBeCloseTo(0.5 - 1.96 * standardError, 1.5);
  expect(high).toBeCloseTo(0.5 + 1.96 * standardError, 1.5);
});

test("many values of few groups are as uncertain as the groups", () => {
  const values = alternating(1, 0);
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const alone = width(bootstrapGroups(values.map((value) => [value])));
  expect(alone).toBeCloseTo(width(bootstrapInterval(values)), 1.5);
  const tenfold = values.map((value) => Array<number>(10).fill(value));
  expect(width(bootstrapGroups(tenfold))).toBeCloseTo(alone, 1.5);
});

test("the same values and seed give the same interval, another seed nearly the same", () => {
  const values = alternating(0.4, -0.2);
  expect(bootstrapInterval(values, 7)).toEqual(bootstrapInterval(values, 7));
  expect(bootstrapInterval(values, 8).low).toBeCloseTo(bootstrapInterval(values, 7).low, 1.5);
});

test("every set weighs the same in a mean difference, however many questions it has", () => {
  const { mean } = bootstrapDifference([Array.from({ length: 1000 }, () => 0.1), [0.3]]);
  expect(mean).toBeCloseTo(0.2);
});

test("what differs by chance has a p far from zero, and what all questions share one of zero", () => {
  expect(bootstrapDifference([alternating(0.1, -0.1)]).p).toBeGreaterThan(0.5);
  expect(bootstrapDifference([alternating(0.1, 0.05)]).p).toBe(0);
});

test("a sample is the same for the same seed, in the order of the items, and all of few", () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const sample = seededSample(items, 10, 42);
  expect(sample).toEqual(seededSample(items, 10, 42));
  expect(sample).toEqual(sample.toSorted((a, b) => a - b));
  expect(sample).not.toEqual(seededSample(items, 10, 43));
  expect(seededSample(items, 1000, 42)).toEqual(items);
});
