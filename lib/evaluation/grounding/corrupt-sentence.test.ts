import { describe, expect, it } from "vitest";
import { type Corruption, corruptSentence } from "./corrupt-sentence.ts";

const source = "The lease by Marion Vale runs for 12 months. The deposit is 900 euros, said Peter Stone.";
const elsewhere = "The ship sailed to Lisbon under captain Fenwick.";
const corrupt = (how: Corruption, sentence: string) =>
  corruptSentence(how, { sentence, source, elsewhere, random: () => 0 });

describe("corruptSentence", () => {
  const sentence = "The lease by Marion is for 12 months.";
  it.each<[Corruption, string]>([
    ["another number", "The lease by Marion is for 13 months."],
    ["another unit's number", "The lease by Marion is for 900 months."],
    ["a name from elsewhere", "The lease by Lisbon is for 12 months."],
    ["another name of the same document", "The lease by Peter is for 12 months."],
    ["a “not” too many", "The lease by Marion is not for 12 months."],
  ])("puts in %s", (how, expected) => expect(corrupt(how, sentence)).toBe(expected));

  it("leaves alone what offers nothing to change", () => {
    expect(corrupt("another number", "The lease is long.")).toBeNull();
    expect(corrupt("a name from elsewhere", "The lease is long.")).toBeNull();
    expect(corrupt("a “not” too many", "The lease isn't long, and never was.")).toBeNull();
  });
});
