import { describe, expect, it } from "vitest";
import { splitSentences } from "./split-sentences.ts";

const textsOf = (text: string) => splitSentences(text).map((sentence) => sentence.text);

describe("splitSentences", () => {
  it("gives each sentence as a slice of the text, in order and without overlap", () => {
    const text =
      "  First one.  Second one!\n\nThird?\n- a list item\n| a | table |\n## Heading\nBody text. 1) one\n2) two  ";
    let last = 0;
    for (const { start, end, text: sentence } of splitSentences(text)) {
      expect(text.slice(start, end)).toBe(sentence);
      expect(sentence).toBe(sentence.trim());
      expect(start).toBeGreaterThanOrEqual(last);
      last = end;
    }
  });

  it("loses no character but white space", () => {
    const text = "One. Two!\n\n- three\n- four\n\n# Five\nsix seven.";
    expect(textsOf(text).join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
  });

  it("splits at the ends of sentences", () => {
    expect(textsOf("It lasts two years. Does it? Yes!")).toEqual(["It lasts two years.", "Does it?", "Yes!"]);
  });

  it.each([
    "Dr. Smith signed it.",
    "It was J. K. Rowling who wrote it.",
    "Use a fuse, e.g. Type B, here.",
    "See Fig. 3 for the plan.",
    "Acme Inc. Berlin sells it.",
    "It opens at 9 a.m. On Sundays too.",
  ])("isn't misled by the full stop in “%s”", (text) => {
    expect(textsOf(text)).toEqual([text]);
  });

  it("keeps a decimal number in one piece", () => {
    expect(textsOf("It costs 3.50 a day. Pay now.")).toEqual(["It costs 3.50 a day.", "Pay now."]);
  });

  it("ends a sentence at a blank line, a list item, a heading and a table row, full stop or not", () => {
    expect(textsOf("Before\n\nafter")).toEqual(["Before", "after"]);
    expect(textsOf("List\n- one\n- two")).toEqual(["List", "- one", "- two"]);
    expect(textsOf("text\n# Heading")).toEqual(["text", "# Heading"]);
    expect(textsOf("| a | b |\n| c | d |")).toEqual(["| a | b |", "| c | d |"]);
  });

  it("reads on where a line was merely wrapped", () => {
    const wrapped =
      "It can be returned within 60 days, as long as it was hardly ridden. We\ncollect it free of charge.";
    expect(textsOf(wrapped)).toEqual([
      "It can be returned within 60 days, as long as it was hardly ridden.",
      "We\ncollect it free of charge.",
    ]);
    expect(textsOf("- The warranty on frames\n  lasts ten years.")).toEqual([
      "- The warranty on frames\n  lasts ten years.",
    ]);
    const long = "The agreement was signed in the presence of the mayor of the city of\nBergen in Norway.";
    expect(textsOf(long)).toEqual([long]);
  });

  it("keeps a reference mark right behind a full stop with its sentence, whole", () => {
    expect(textsOf("It lasts two years.[1] Goods go back.[2][13]\n\nDone.【3】 Next.")).toEqual([
      "It lasts two years.[1]",
      "Goods go back.[2][13]",
      "Done.【3】",
      "Next.",
    ]);
  });

  it("ends a sentence with a short line that the next doesn't continue", () => {
    expect(textsOf("Fjell Cycles AS\nStrandgaten 12\nBergen")).toEqual([
      "Fjell Cycles AS",
      "Strandgaten 12",
      "Bergen",
    ]);
  });

  it("keeps a name with the page or code that dots lead to, line by line", () => {
    const lines = [
      "Hotels ...... 12",
      "Meals and tickets........................................ 14",
      "drinks . . . . . 15",
      "Codes of substances that are controlled by the first annex .... 9628",
      "Short",
    ];
    expect(textsOf(lines.join("\n"))).toEqual(lines);
    expect(textsOf("He waited.... Then he left. It cost 3 .... 4 euros.")).toEqual([
      "He waited....",
      "Then he left.",
      "It cost 3 .... 4 euros.",
    ]);
  });

  it("finds nothing in white space", () => {
    expect(splitSentences(" \n\n\t ")).toEqual([]);
    expect(splitSentences("")).toEqual([]);
  });

  it("splits 100,000 characters of anything in linear time: otherwise this takes minutes", () => {
    for (const text of [
      "Dr. ".repeat(25_000),
      "\n".repeat(4_000),
      "word ".repeat(20_000),
      ".".repeat(100_000),
    ])
      expect(splitSentences(text).length).toBeLessThan(text.length);
  });
});
