import { describe, expect, test } from "vitest";
import { countTokens } from "../lib/count-tokens.ts";
import { chunkDocument } from "./chunk.ts";
import { parseMarkdown } from "./parse/parse-markdown.ts";
import { parseText } from "./parse/parse-text.ts";

const chunkMarkdown = (text: string, options = {}) => {
  const document = parseMarkdown(Buffer.from(text));
  return { document, chunks: chunkDocument(document, { countTokens, ...options }) };
};
const sentences = (count: number, about: string) =>
  Array.from({ length: count }, (_, i) => `Sentence ${i + 1} about ${about} says something of its own.`).join(
    " ",
  );

describe("a chunk", () => {
  test("is the whole of a short document, headings and all", () => {
    const text = "# Pets\n\nDogs are allowed.\n\n## Cats\n\nSo are cats.\n";
    const { chunks } = chunkMarkdown(text);
    expect(chunks).toHaveLength(1);
    expect(chunks[0]).toMatchObject({
      text: text.trim(),
      headingPath: ["Pets"],
      charStart: 0,
      charEnd: text.trim().length,
    });
  });

  test("is a slice of the text, and together they hold all of it", () => {
    const text = `# A\n\n${sentences(90, "a")}\n\n## B\n\n${sentences(20, "b")}\n\n- one\n- two\n\n# C\n\n${sentences(60, "c")}\n`;
    const { document, chunks } = chunkMarkdown(text, { tokensMax: 128 });
    let covered = 0;
    for (const chunk of chunks) {
      expect(document.text.slice(chunk.charStart, chunk.charEnd)).toBe(chunk.text);
      expect(document.text.slice(covered, chunk.charStart).trim()).toBe("");
      covered = Math.max(covered, chunk.charEnd);
    }
    expect(document.text.slice(covered).trim()).toBe("");
  });

  test("is never longer than allowed, whatever the text", () => {
    const texts = [
      sentences(400, "length"),
      "word ".repeat(3000),
      "x".repeat(20_000),
      "没有空格的中文句子，".repeat(800),
      "👩‍👩‍👧‍👦".repeat(500),
      `\`\`\`\n${"const line = 1;\n".repeat(500)}\`\`\``,
    ];
    for (const text of texts) {
      const { chunks } = chunkMarkdown(text, { tokensMax: 100 });
      expect(Math.max(...chunks.map((chunk) => countTokens(chunk.text)))).toBeLessThanOrEqual(100);
      expect(chunks.every((chunk) => chunk.text.isWellFormed())).toBe(true);
    }
  });

  test("doesn't cross into another section that is long enough to stand alone", () => {
    const { chunks } = chunkMarkdown(`# One\n\n${sentences(12, "one")}\n\n# Two\n\n${sentences(12, "two")}`);
    expect(chunks.map((chunk) => chunk.headingPath)).toEqual([["One"], ["Two"]]);
    expect(chunks[0]?.text).not.toContain("about two");
  });

  test("keeps the path of headings above it", () => {
    const { chunks } = chunkMarkdown(
      `# Book\n\n${sentences(9, "x")}\n\n## Part *one*\n\n${sentences(9, "y")}\n\n# End\n\n${sentences(9, "z")}`,
    );
    expect(chunks.map((chunk) => chunk.headingPath)).toEqual([["Book"], ["Book", "Part one"], ["End"]]);
  });

  test("takes a bare heading and short sections along, under the path they share", () => {
    const { chunks } = chunkMarkdown(
      `# Rules\n\n## Dogs\n\nYes.\n\n## Cats\n\nNo.\n\n## Birds\n\n${sentences(10, "birds")}`,
    );
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.headingPath).toEqual(["Rules"]);
  });

  test("repeats a tenth of its predecessor where a section was cut, and nothing elsewhere", () => {
    const { chunks } = chunkMarkdown(`# A\n\n${sentences(60, "a")}\n\n# B\n\n${sentences(12, "b")}`, {
      tokensMax: 200,
    });
    const overlaps = chunks.slice(1).map((chunk, i) => (chunks[i]?.charEnd ?? 0) - chunk.charStart);
    const inA = chunks.slice(1).map((chunk) => chunk.headingPath[0] === "A");
    expect(overlaps.map((overlap) => overlap > 0)).toEqual(inA);
    expect(Math.max(...overlaps)).toBeLessThan(120);
  });

  test("of a long table begins with the table's header", () => {
    const rows = Array.from({ length: 120 }, (_, i) => `| item ${i} | ${i * 3} euros |`);
    const header = "| Thing | Price |\n| --- | --- |\n";
    const { document, chunks } = chunkMarkdown(`# Prices\n\n${header}${rows.join("\n")}\n`, {
      tokensMax: 150,
    });
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks.slice(1)) {
      expect(chunk.text.startsWith(header)).toBe(true);
      expect(header + document.text.slice(chunk.charStart, chunk.charEnd)).toBe(chunk.text);
      expect(chunk.text.split("\n").at(-1)).toMatch(/^\| item \d+ \| \d+ euros \|$/);
      expect(chunk.tokenCount).toBeLessThanOrEqual(150);
    }
    for (const row of rows) expect(chunks.filter((chunk) => chunk.text.includes(row))).toHaveLength(1);
  });

  test("doesn't end in a crumb where a section is a little too long", () => {
    const { chunks } = chunkMarkdown(sentences(58, "size"));
    expect(chunks).toHaveLength(2);
    expect(Math.min(...chunks.map((chunk) => chunk.tokenCount))).toBeGreaterThan(150);
  });

  test("knows its pages", () => {
    const text = "First page.\n\nStill first.\n\nSecond page.";
    const elements = [...text.matchAll(/[^\n]+/g)].map(({ 0: line, index }) => ({
      kind: "paragraph" as const,
      start: index,
      end: index + line.length,
    }));
    const pageStarts = [0, text.indexOf("Second"), text.length];
    const [chunk] = chunkDocument({ text, elements, pageStarts }, { countTokens });
    expect(chunk).toMatchObject({ pageStart: 1, pageEnd: 2 });
    expect(chunk?.pageOffsets.map((offset) => chunk.text.slice(offset, offset + 6))).toEqual(["Second"]);
  });
});

test("plain text is cut between paragraphs first", () => {
  const paragraphs = Array.from({ length: 12 }, (_, i) => sentences(5, `paragraph ${i}`));
  const document = parseText(Buffer.from(paragraphs.join("\n\n")));
  const chunks = chunkDocument(document, { countTokens, tokensMax: 200, overlapShare: 0 });
  for (const chunk of chunks)
    expect(paragraphs.join("\n\n").split("\n\n")).toEqual(expect.arrayContaining(chunk.text.split("\n\n")));
});
