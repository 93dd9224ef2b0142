import { describe, expect, test } from "vitest";
import { compareTexts } from "./text-fidelity.ts";

describe("the fidelity of a text", () => {
  test("is perfect whatever the markup, case, ligatures and line breaks", () => {
    const fidelity = compareTexts(
      "The ﬁrst\nrow, and the SECOND",
      "## The first row\n\n| and | the | second |",
    );
    expect(fidelity).toEqual({ recall: 1, precision: 1, order: 1, goldenWords: 6 });
  });

  test("counts what is missing against recall and what is added against precision", () => {
    expect(compareTexts("one two", "one two three four")).toMatchObject({
      recall: 0.5,
      precision: 1,
      order: 1,
    });
    expect(compareTexts("one two three four", "one two")).toMatchObject({
      recall: 1,
      precision: 0.5,
      order: 1,
    });
  });

  test("counts a word as often as both have it", () => {
    expect(compareTexts("to to to", "to be or not to be")).toMatchObject({ recall: 2 / 6, precision: 2 / 3 });
  });

  test("sees columns that were read across: all words are there, half of them out of order", () => {
    const fidelity = compareTexts("a e b f c g d h", "a b c d e f g h");
    expect(fidelity).toMatchObject({ recall: 1, precision: 1, order: 5 / 8 });
  });

  test("takes each Chinese, Japanese and Korean character as a word, so that their spacing doesn't count", () => {
    expect(compareTexts("코로나 바이러스 ABC", "코로나바이러스 abc")).toMatchObject({
      recall: 1,
      order: 1,
      goldenWords: 8,
    });
  });

  test("of nothing is nothing, and of nothing against nothing all there is", () => {
    expect(compareTexts("", "some words")).toEqual({ recall: 0, precision: 0, order: 0, goldenWords: 2 });
    expect(compareTexts("", "---")).toEqual({ recall: 1, precision: 1, order: 1, goldenWords: 0 });
  });
});
