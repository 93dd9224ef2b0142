import { expect, test } from "vitest";
import { recallOfScores } from "./measure-recall.ts";

test("counts those of the nearest that were found", () => {
  expect(recallOfScores([0.9, 0.8, 0.6], [0.9, 0.8, 0.7], 3)).toBeCloseTo(2 / 3);
  expect(recallOfScores([], [0.9], 10)).toBe(0);
});

test("only the first k count, on either side", () => {
  expect(recallOfScores([0.5, 0.9], [0.9, 0.5], 1)).toBe(0);
  expect(recallOfScores([0.9, 0.1], [0.9, 0.8], 1)).toBe(1);
});

test("of chunks that are equally near any will do", () => {
  expect(recallOfScores([0.9, 0.7], [0.9, 0.7, 0.7, 0.7], 2)).toBe(1);
});

test("where fewer are there than asked for, finding those is all", () => {
  expect(recallOfScores([0.9], [0.9], 10)).toBe(1);
  expect(recallOfScores([], [], 10)).toBe(1);
});
