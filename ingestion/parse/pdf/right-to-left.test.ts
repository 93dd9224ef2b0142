import { describe, expect, test } from "vitest";
import { toReadingOrder } from "./right-to-left.ts";

/** As it stands on the page, from left to right. */
const glyphs = (text: string) => [...text];

describe("a line with text from right to left", () => {
  test("is turned round, its ligatures' letters kept in their own order", () => {
    expect(toReadingOrder(["ت", "لا", "ك", "ش", "م"])).toBe("مشكلات");
  });

  test("keeps words and numbers of other scripts as they are", () => {
    expect(toReadingOrder(glyphs("םויה Python 3.12 םע"))).toBe("עם Python 3.12 היום");
    expect(toReadingOrder(glyphs("12.5 םולש"))).toBe("שלום 12.5");
  });

  test("is turned only where it's right to left inside a line of another script", () => {
    expect(toReadingOrder(glyphs("the word םולש לודג means peace"))).toBe("the word גדול שלום means peace");
  });
});
