import { expect, test } from "vitest";
import { roundToDigits } from "./round-to-digits.ts";

test.each([
  [0.123456789, 0.12346],
  [-0.0099999949, -0.01],
  [32.6870123, 32.687],
  [123456.7, 123457],
  [1.23456789e-30, 1.2346e-30],
  [7, 7],
  [0, 0],
  [-Infinity, -Infinity],
])("%d to five digits is %d, written as short as that", (value, rounded) => {
  expect(JSON.stringify(roundToDigits(value, 5))).toBe(JSON.stringify(rounded));
});

test("does as toPrecision does, all over", () => {
  for (let i = 1; i < 10_000; i++) {
    const value = Math.sin(i) * 10 ** (i % 12) * 1e-8;
    const expected = Math.abs(value) >= 1e4 ? Math.round(value) : Number(value.toPrecision(5));
    expect(roundToDigits(value, 5)).toBeCloseTo(expected, 12);
  }
});
