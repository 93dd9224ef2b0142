import { expect, test } from "vitest";
import { formatEstimate } from "./format-estimate";

test("an estimate is no more exact than it can be", () => {
  expect([0, 7, 8, 44, 89, 95, 610, 5399, 5400, 86_400].map(formatEstimate)).toEqual([
    "a few seconds",
    "a few seconds",
    "~10 s",
    "~40 s",
    "~90 s",
    "~2 min",
    "~10 min",
    "~2 h",
    "~2 h",
    "~24 h",
  ]);
});
