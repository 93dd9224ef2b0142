import { describe, expect, test } from "vitest";
import type { TextBox } from "@/lib/document";
import { quoteBoxes } from "./quote-boxes";

/** Three lines of ten characters, the last on the next page. */
const text = "aaaaaaaaa bbbbbbbbb cccccccccc";
const boxes: TextBox[] = [
  [0, 10, 1, 0.1, 0.2, 0.5, 0.02],
  [10, 20, 1, 0.1, 0.25, 0.5, 0.02],
  [20, 30, 2, 0.1, 0.1, 0.4, 0.02],
];
const round = (value: number) => Math.round(value * 1000) / 1000;
const found = (start: number, end: number, of = boxes, within = text) =>
  quoteBoxes(within, of, start, end).map(({ page, left, top, width }) => [
    page,
    round(left),
    top,
    round(width),
  ]);

describe("where a quote stands on its pages", () => {
  test("is the boxes of the lines that it covers, over a page break too", () => {
    expect(found(0, 30)).toEqual([
      [1, 0.1, 0.2, 0.5],
      [1, 0.1, 0.25, 0.5],
      [2, 0.1, 0.1, 0.4],
    ]);
  });

  test("is part of a line where the quote begins or ends within one", () => {
    expect(found(5, 15)).toEqual([
      [1, 0.35, 0.2, 0.25],
      [1, 0.1, 0.25, 0.25],
    ]);
  });

  test("tells which of its words stand in which line", () => {
    expect(quoteBoxes(text, boxes, 5, 15).map((box) => box.text)).toEqual(["aaaa ", "bbbbb"]);
  });

  test("is counted from the right in a line that is read from there", () => {
    const line: TextBox[] = [[0, 10, 1, 0.2, 0.5, 0.6, 0.02]];
    expect(found(0, 5, line, "שלום עולםם")).toEqual([[1, 0.5, 0.5, 0.3]]);
    expect(found(5, 10, line, "שלום עולםם")).toEqual([[1, 0.2, 0.5, 0.3]]);
  });

  test("is nowhere for a quote of white space, one outside every box, and a chunk without boxes", () => {
    expect(found(9, 10)).toEqual([]);
    expect(found(30, 40)).toEqual([]);
    expect(found(0, 30, [])).toEqual([]);
  });
});
