import { expect, test } from "vitest";
import { readNumbers } from "./read-numbers.ts";

test("readNumbers reads the digits of signs that hold several", () => {
  expect(readNumbers("Closed on ㏦ and ⑫.").map(({ value }) => value)).toEqual([7, 12]);
});
