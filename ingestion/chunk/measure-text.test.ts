import { describe, expect, test } from "vitest";
import { countTokens } from "../../lib/count-tokens.ts";
import { lastAtOrBefore, measureText } from "./measure-text.ts";

const texts = {
  prose:
    "It’s 12 o’clock; the house, white and old, stands still. “Why?”\n\nNobody (not even I) knows – yet.\n".repeat(
      5,
    ),
  code: "function add(a: number, b: number) {\n    return a + b; // sum\n}\n\n".repeat(5),
  german: "Die Donaudampfschifffahrtsgesellschaft fährt täglich außer sonntags.\r\nEnde.\r\n".repeat(5),
  chinese: "没有空格的中文句子也要能够计算，而且不能太少。".repeat(20),
  emoji: "👩‍👩‍👧‍👦 🎉🎉🎉".repeat(20),
};

describe("a measured text", () => {
  test.each(Object.entries(texts))(
    "of %s is never measured shorter than it is, wherever it's cut",
    (_, text) => {
      const { measure } = measureText(text, countTokens);
      for (let start = 0; start < text.length; start += 7)
        for (const length of [1, 10, 60, 200]) {
          const end = Math.min(text.length, start + length);
          expect(measure(start, end)).toBeGreaterThanOrEqual(countTokens(text.slice(start, end)));
        }
    },
  );

  test("with spaces between its words is measured as it's counted", () => {
    for (const text of [texts.prose, texts.german]) {
      const counted = countTokens(text);
      expect(measureText(text, countTokens).measure(0, text.length) / counted).toBeLessThan(1.02);
    }
  });

  test("counts each different word once", () => {
    let calls = 0;
    const { measure } = measureText("one two ".repeat(1000), (part) => {
      calls += 1;
      return part.length;
    });
    measure(0, 8000);
    expect(calls).toBeLessThan(10);
  });

  test("is nothing between an end and a start", () => {
    const { measure } = measureText("some words", countTokens);
    expect(measure(4, 4)).toBe(0);
    expect(measure(8, 2)).toBe(0);
    expect(measureText("", countTokens).measure(0, 0)).toBe(0);
  });
});

test("the last at or before a limit is found, the first where all are above", () => {
  expect([0, 4, 5, 9, 10, 99].map((limit) => lastAtOrBefore([5, 10, 20], limit))).toEqual([0, 0, 0, 0, 1, 2]);
});
