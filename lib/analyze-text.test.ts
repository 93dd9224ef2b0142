import { describe, expect, it } from "vitest";
import { analyzeText, isStopWord, wordsOf } from "./analyze-text.ts";

describe("analyzeText", () => {
  it("brings the forms of an English word together", () => {
    expect(analyzeText("connected")).toEqual(analyzeText("connections"));
    expect(new Set(analyzeText("running runs run")).size).toBe(1);
  });

  it("ignores case and punctuation", () => {
    expect(analyzeText("The WARRANTY, (two) years!")).toEqual(analyzeText("warranty two years"));
  });

  it("drops words that carry no topic", () => {
    expect(analyzeText("what is the of and")).toEqual([]);
  });

  it("keeps order and repeats, which BM25 counts", () => {
    expect(analyzeText("tax income tax")).toEqual(["tax", "incom", "tax"]);
  });

  it("keeps numbers whole", () => {
    expect(analyzeText("Section 4711 of 2024")).toEqual(["section", "4711", "2024"]);
  });

  it("finds an identifier as a whole and by its parts", () => {
    const terms = analyzeText("maxRetryCount");
    expect(terms).toContain("maxretrycount");
    for (const part of analyzeText("max retry count")) expect(terms).toContain(part);
  });

  it("takes a possessive for its owner", () => {
    expect(analyzeText("Einstein's theory")).toEqual(analyzeText("Einstein theory"));
    expect(analyzeText("Einstein’s theory")).toEqual(analyzeText("Einstein theory"));
  });

  it("takes differently encoded forms of a letter for the same", () => {
    expect(analyzeText("cafe\u0301")).toEqual(analyzeText("caf\u00e9"));
    expect(analyzeText("\uff26\uff49\uff4c\uff45")).toEqual(analyzeText("File"));
  });

  it("keeps words of other languages as they stand", () => {
    expect(analyzeText("Versicherungsschutz договор")).toEqual(["versicherungsschutz", "договор"]);
  });

  it("cuts scripts without spaces into words", () => {
    const terms = analyzeText("東京都の人口");
    expect(terms.length).toBeGreaterThan(1);
    expect(terms.join("")).toBe("東京都の人口");
  });

  it("gives terms that joining with spaces keeps apart", () => {
    const terms = analyzeText("foo-bar's baz_qux 3.14 don't “x” a/b");
    for (const term of terms) expect(term).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
  });

  it("finds nothing in nothing", () => {
    expect(analyzeText("")).toEqual([]);
    expect(analyzeText(" \n—… 🙂")).toEqual([]);
  });

  it("gives the same terms however much it has seen before", () => {
    const before = analyzeText("warranties");
    for (let i = 0; i < 60_000; i++) analyzeText(`w${i.toString(36).replaceAll(/\d/g, "q")}`);
    expect(analyzeText("warranties")).toEqual(before);
  });
});

describe("wordsOf", () => {
  it("gives the words as written, in order", () => {
    expect(wordsOf("Don't panic: it's 42.")).toEqual(["Don't", "panic", "it's", "42"]);
  });
});

describe("isStopWord", () => {
  it("knows a topicless word in any case", () => {
    expect(isStopWord("The")).toBe(true);
    expect(isStopWord("warranty")).toBe(false);
  });
});
