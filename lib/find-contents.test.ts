import { describe, expect, test } from "vitest";
import { findContents } from "./find-contents.ts";

const foundIn = (text: string) => findContents(text).map(({ start, end }) => text.slice(start, end));

describe("a table of contents", () => {
  test("is found by its leaders and rising pages, line by line, and what stands around it isn't", () => {
    const lines = [
      "Preface . . . . . . . . . . xi",
      "Introduction ........ 1",
      "Rules ......... 12",
      "Index……… 40",
    ];
    expect(foundIn(`# Handbook\n${lines.join("\n")}\n\nThis handbook has 41 pages.`)).toEqual(lines);
  });

  test("is found where a line holds several entries, and where two columns were read as one", () => {
    const line =
      "Travel .....4 Hotels .....6 Meals .....8 Claims .....7 Forms .....9 Index .....12 Maps .....13";
    expect(foundIn(line)).toEqual([line]);
  });
});

test("leaders may be of any kind, close together or apart", () => {
  for (const leader of [
    "....",
    ". . . .",
    ".. .. ..",
    "····",
    "· · · ·",
    "____",
    "_ _ _ _",
    "……",
    "… …",
    "…....",
  ]) {
    const lines = [3, 5, 9].map((page) => `Chapter ${leader} ${page}`);
    expect(foundIn(lines.join("\n"))).toEqual(lines);
  }
});

describe("no table of contents", () => {
  test.each([
    ["a list of codes", "Ketobemidone ...... 9628\nLevomoramide ...... 9629\nMorpheridine ...... 9632"],
    ["a list of prices", "Soup ...... 6.50\nSteak ...... 22.00\nCoffee ...... 3.20"],
    ["a list in no order", "Single room ..... 145\nSuite ..... 410\nDouble room ..... 190\nCot ..... 20"],
    ["a line by itself", "Introduction ........ 12"],
    ["a form", "Name: ______\nDate: ______\nPlace: ______"],
    ["a pause", "He waited.... In 1999 he left.... In 2001 he came back...."],
    ["plain text", "The warranty lasts two years. See page 12, page 14 and page 20."],
  ])("is %s", (_, text) => {
    expect(foundIn(text)).toEqual([]);
  });
});
