import { expect, test } from "vitest";
import { countSizes } from "./count-sizes";

test("each chunk is counted in the step that its length falls into, the limits included", () => {
  const buckets = countSizes([1, 128, 129, 256, 512], 512, 4);
  expect(buckets.map(({ count }) => count)).toEqual([2, 2, 0, 1]);
  expect(buckets.map(({ from, to }) => [from, to])).toEqual([
    [0, 128],
    [128, 256],
    [256, 384],
    [384, 512],
  ]);
});

test("no chunk is left out, even one that is longer than it may be", () => {
  expect(countSizes([600], 512, 4).map(({ count }) => count)).toEqual([0, 0, 0, 1]);
});
