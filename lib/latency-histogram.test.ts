import { expect, test } from "vitest";
import { latencyBucketEndMs, latencyBuckets, percentileMs } from "./latency-histogram.ts";

/** As the database counts them. */
function countsOf(durationsMs: number[]): number[] {
  const counts = Array<number>(latencyBuckets).fill(0);
  for (const ms of durationsMs) {
    const bucket = Math.min(latencyBuckets - 1, Math.max(0, Math.ceil(3 * Math.log2(Math.max(ms, 1) / 10))));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/** From 12 ms to four minutes, most of them short. */
const durations = Array.from({ length: 2000 }, (_, i) => 12 * 1.005 ** i);
const exact = (all: number[], share: number) =>
  all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;

test.each([0.05, 0.5, 0.95, 0.99])("tells the %f percentile within a bucket", (share) => {
  const told = percentileMs(countsOf(durations), share) ?? 0;
  expect(told / exact(durations, share)).toBeGreaterThan(1 / 1.26);
  expect(told / exact(durations, share)).toBeLessThan(1.26);
});

test("adds up: the percentiles of a whole are those of its parts' sums", () => {
  const [odd, even] = [1, 0].map((rest) => countsOf(durations.filter((_, i) => i % 2 === rest)));
  const sum = odd?.map((count, i) => count + (even?.[i] ?? 0)) ?? [];
  expect(sum).toEqual(countsOf(durations));
});

test("has a place for everything: nothing at all, no time, and an hour", () => {
  expect(percentileMs(countsOf([]), 0.5)).toBeNull();
  expect(percentileMs(countsOf([0]), 0.5)).toBeLessThanOrEqual(10);
  expect(percentileMs(countsOf([3_600_000]), 1)).toBe(Math.round(latencyBucketEndMs(latencyBuckets - 1)));
});
