import { describe, expect, test } from "vitest";
import { countTokens } from "../lib/count-tokens.ts";
import type { TextBox } from "../lib/document.ts";
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
      `${"A short paragraph.\n\n\n   \n \t\n\n".repeat(300)}`,
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

describe("a chunk's boxes", () => {
  const text = "Title\n\nFirst line of text.\nSecond line of text.\n\nOther paragraph.";
  const line = (start: number, end: number, page: number): TextBox => [start, end, page, 0.1, 0.2, 0.5, 0.02];
  const second = text.indexOf("Second");
  const other = text.indexOf("Other");
  const boxes = [line(0, 5, 1), line(7, 26, 1), line(second, second + 20, 1), line(other, text.length, 2)];
  const elements = [
    { kind: "heading" as const, start: 0, end: 5, level: 1, label: "Title" },
    { kind: "paragraph" as const, start: 7, end: second + 20 },
    { kind: "paragraph" as const, start: other, end: text.length },
  ];

  test("are those of the lines in it, from its own beginning, cut off where it's cut", () => {
    const chunks = chunkDocument(
      { text, elements, pageStarts: [0, other], boxes },
      { countTokens, tokensMax: 8, overlapShare: 0 },
    );
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks)
      for (const [start, end, page] of chunk.boxes ?? []) {
        expect(chunk.text.slice(start, end)).not.toBe("");
        expect(end).toBeLessThanOrEqual(chunk.text.length);
        expect(page).toBe(chunk.charStart + start >= other ? 2 : 1);
      }
    const shown = chunks.flatMap(({ boxes, text }) => boxes?.map(([start, end]) => text.slice(start, end)));
    expect(shown.join("")).toBe(text.replaceAll("\n", ""));
  });

  test("come after a table's repeated header", () => {
    const header = "| a | b |\n";
    const rows = Array.from({ length: 40 }, (_, i) => `| row ${i} | ${i} |`);
    const table = header + rows.join("\n");
    const at = (row: string) => table.indexOf(row);
    const [last] = chunkDocument(
      {
        text: table,
        elements: [{ kind: "table", start: 0, end: table.length, headerEnd: header.length }],
        pageStarts: [0],
        boxes: rows.map((row) => line(at(row), at(row) + row.length, 1)),
      },
      { countTokens, tokensMax: 80, overlapShare: 0 },
    ).slice(-1);
    const [start, end] = last?.boxes?.at(-1) ?? [];
    expect(last?.text.startsWith(header)).toBe(true);
    expect(last?.text.slice(start, end)).toBe(rows.at(-1));
  });

  test("are null where the format has no layout", () => {
    const [chunk] = chunkDocument({ text, elements, pageStarts: null }, { countTokens });
    expect(chunk?.boxes).toBeNull();
  });
});

test("a code block that fits is never cut, whatever stands around it", () => {
  const code = `\`\`\`js\n${Array.from({ length: 12 }, (_, i) => `const line${i} = ${i};`).join("\n")}\n\`\`\``;
  const { chunks } = chunkMarkdown(`# A\n\n${sentences(12, "a")}\n\n${code}\n\n${sentences(12, "b")}`, {
    tokensMax: 160,
  });
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.some((chunk) => chunk.text.includes(code))).toBe(true);
});

test("a line that announces what follows stays with it", () => {
  const sections = ["Scope", "Prices", "Delivery", "Warranty"].map(
    (name) => `${name} of the agreement\n${sentences(7, name)}`,
  );
  const document = parseText(Buffer.from(sections.join("\n")));
  const chunks = chunkDocument(document, { countTokens, tokensMax: 128, overlapShare: 0 });
  expect(chunks.length).toBeGreaterThan(3);
  for (const chunk of chunks) expect(chunk.text.split("\n").at(-1)).not.toMatch(/of the agreement$/);
});

test("the lines of a text that was wrapped to a width are no places to cut", () => {
  const wrapped = sentences(40, "wrapping").replaceAll(/(.{50,70}) /g, "$1\n");
  const chunks = chunkDocument(parseText(Buffer.from(wrapped)), {
    countTokens,
    tokensMax: 100,
    overlapShare: 0,
  });
  expect(chunks.length).toBeGreaterThan(3);
  for (const chunk of chunks) expect(chunk.text).toMatch(/^Sentence[\s\S]*\.$/);
});

test("a long sentence is cut between its clauses", () => {
  const clauses = Array.from(
    { length: 30 },
    (_, i) => `(${i}) the party that has to deliver shall do so in due time;`,
  );
  const document = parseText(Buffer.from(`The following holds: ${clauses.join(" ")} and nothing else.`));
  const chunks = chunkDocument(document, { countTokens, tokensMax: 100, overlapShare: 0 });
  expect(chunks.length).toBeGreaterThan(3);
  for (const chunk of chunks.slice(0, -1)) expect(chunk.text).toMatch(/;$/);
});

test("plain text is cut between paragraphs first", () => {
  const paragraphs = Array.from({ length: 12 }, (_, i) => sentences(5, `paragraph ${i}`));
  const document = parseText(Buffer.from(paragraphs.join("\n\n")));
  const chunks = chunkDocument(document, { countTokens, tokensMax: 200, overlapShare: 0 });
  for (const chunk of chunks)
    expect(paragraphs.join("\n\n").split("\n\n")).toEqual(expect.arrayContaining(chunk.text.split("\n\n")));
});
