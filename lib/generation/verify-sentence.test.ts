import { describe, expect, it } from "vitest";
import type { RankedChunk } from "../turn.ts";
import { findQuote, verifySentence } from "./verify-sentence.ts";

function chunkOf(text: string, about: Partial<RankedChunk> = {}): RankedChunk {
  return {
    chunkId: "chunk",
    documentId: "document",
    collectionId: "collection",
    title: "Terms",
    page: null,
    pageOffsets: [],
    headingPath: [],
    ordinal: 0,
    text,
    tokenCount: 0,
    scores: { bm25: null, vector: null, fused: null, relevance: null },
    ...about,
  };
}

const terms =
  "The warranty lasts two years from the date of purchase. It covers parts and labour. " +
  "It does not cover water damage. A repair costs 1,250.50 euros. Ada Lovelace signed the agreement in Zürich on 3 May 2021.";
const check = (sentence: string, source = terms) => verifySentence(sentence, [chunkOf(source)]).verdict;

describe("verifySentence", () => {
  it.each([
    "The warranty lasts two years from the date of purchase.",
    "Parts and labour are covered.",
    "Water damage is not covered.",
    "Ada Lovelace signed the agreement in Zürich.",
    "The agreement was signed on 3 May 2021.",
    "**The warranty** lasts `two years`.",
  ])("supports what the source says: %s", (sentence) => {
    expect(check(sentence)).toBe("supported");
  });

  it.each([
    ["a number changed", "The agreement was signed on 3 May 2020."],
    ["a number added", "A repair of 3 parts costs 1,250.50 euros over 12 months."],
    ["a number in words changed", "The warranty lasts nine years."],
    ["a name changed", "The agreement was signed by Grace Hopper in Zürich."],
    ["a place changed", "Ada Lovelace signed the agreement in Geneva."],
    ["a negation lost", "It does cover water damage."],
    ["a negation gained", "The warranty doesn't cover parts and labour."],
    ["something else said", "Migratory birds cross the Mediterranean every autumn."],
  ])("doesn't support a sentence with %s", (_, sentence) => {
    expect(check(sentence)).toBe("unsupported");
  });

  it("takes differently written numbers for the same", () => {
    expect(check("A repair costs 1250.5 euros.")).toBe("supported");
    expect(check("Eine Reparatur costs 1250,50 euros for the repair.", `${terms} Eine Reparatur.`)).toBe(
      "supported",
    );
    expect(check("The warranty lasts 2 years.")).toBe("supported");
    expect(check("The warranty lasts two years.", "The warranty lasts 2 years.")).toBe("supported");
  });

  it("lets a sentence count in its own words what the source doesn't count", () => {
    expect(
      check("The warranty covers two things: parts and labour.", "The warranty covers parts and labour."),
    ).toBe("supported");
  });

  it("says which number or name it missed", () => {
    expect(verifySentence("It lasts 7 years.", [chunkOf(terms)]).reason).toContain("7");
    expect(verifySentence("It was signed by Hopper.", [chunkOf(terms)]).reason).toContain("Hopper");
  });

  it("lets several chunks support a sentence together", () => {
    const first = chunkOf("The warranty lasts two years.");
    const second = chunkOf("Goods may be returned within 30 days.");
    const sentence = "The warranty lasts two years and goods may be returned within 30 days.";
    expect(verifySentence(sentence, [first, second]).verdict).toBe("supported");
    expect(verifySentence(sentence, [first]).verdict).toBe("unsupported");
  });

  it("lets title and headings support a sentence as the text does", () => {
    const chunk = chunkOf("It lasts two years.", { title: "Fjell bicycles", headingPath: ["Warranty"] });
    expect(verifySentence("The warranty of Fjell bicycles lasts two years.", [chunk]).verdict).toBe(
      "supported",
    );
  });

  it("leaves a sentence without content unchecked", () => {
    expect(check("It is what it is.")).toBe("unchecked");
    expect(check("…")).toBe("unchecked");
  });

  it("supports nothing without a source", () => {
    expect(verifySentence("The warranty lasts two years.", []).verdict).toBe("unsupported");
  });
});

describe("findQuote", () => {
  it("is a verbatim slice of the chunk", () => {
    for (const sentence of ["water damage", "repair euros", "nothing of the kind", ""]) {
      const { start, end, text } = findQuote(sentence, terms);
      expect(terms.slice(start, end)).toBe(text);
      expect(text).not.toBe("");
    }
  });

  it("is the sentence that says it, and no longer than needed", () => {
    expect(findQuote("Parts and labour are covered.", terms).text).toBe("It covers parts and labour.");
  });

  it("spans neighbouring sentences where the content does", () => {
    const quote = findQuote("It covers parts and labour but no water damage.", terms).text;
    expect(quote).toBe("It covers parts and labour. It does not cover water damage.");
  });

  it("stays short where nothing fits", () => {
    expect(findQuote("zebra", "Some words here. ".repeat(100)).text.length).toBeLessThan(100);
  });

  it("of an empty chunk is empty", () => {
    expect(findQuote("anything", "")).toEqual({ start: 0, end: 0, text: "" });
  });
});
