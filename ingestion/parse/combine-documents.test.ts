import { describe, expect, test } from "vitest";
import { combineDocuments } from "./combine-documents.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { parseText } from "./parse-text.ts";

const markdown = (text: string) => parseMarkdown(Buffer.from(text));
const text = (written: string) => parseText(Buffer.from(written));
const named = { parser: "test", title: null };

describe("documents as one", () => {
  const combined = combineDocuments(
    [
      { heading: null, document: text("Preface.") },
      { heading: "a.md", document: markdown("# Top\n\nBody.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n") },
      { heading: "b.txt", document: text("Two.\n\nThree.\n\n\n") },
    ],
    named,
  );
  const read = combined.elements.map(({ start, end }) => combined.text.slice(start, end));

  test("elements stand where their text is", () => {
    expect(read).toEqual([
      "Preface.",
      "a.md",
      expect.stringContaining("Top"),
      "Body.",
      expect.stringContaining("| 1 | 2 |"),
      "b.txt",
      "Two.",
      "Three.",
    ]);
    const table = combined.elements.find((element) => element.kind === "table");
    expect(combined.text.slice(table?.headerEnd, table?.end)).toContain("| 1 | 2 |");
  });

  test("a part's headings are one level below its own", () => {
    const headings = combined.elements.filter(({ kind }) => kind === "heading");
    expect(headings.map(({ label, level }) => [label, level])).toEqual([
      ["a.md", 1],
      ["Top", 2],
      ["b.txt", 1],
    ]);
    const deepest = combineDocuments([{ heading: "c", document: markdown("###### Six") }], named);
    expect(deepest.elements.map(({ level }) => level)).toEqual([1, 6]);
  });

  test("parts are parted by one blank line, whatever stood at their ends", () => {
    expect(combined.text.endsWith("Two.\n\nThree.")).toBe(true);
    expect(combined.text).toContain("Preface.\n\na.md\n\n");
  });

  test("counts are summed and warnings say whose they are", () => {
    const part = { ...text("x"), tables: 2, imagesSkipped: 3, droppedLines: 4, warnings: ["Odd."] };
    const both = combineDocuments(
      [
        { heading: null, document: part },
        { heading: "b", document: part },
      ],
      named,
    );
    expect(both).toMatchObject({
      tables: 4,
      imagesSkipped: 6,
      droppedLines: 8,
      warnings: ["Odd.", "b: Odd."],
    });
  });

  test("pages and boxes of different files aren't mixed", () => {
    const paged = { ...text("x"), pageStarts: [0], boxes: [[0, 1, 1, 0, 0, 1, 1] as never], ocrPages: [1] };
    const one = combineDocuments([{ heading: "p", document: paged }], named);
    expect(one.pageStarts).toBeNull();
    expect(one.boxes).toBeUndefined();
    expect(one.ocrPages).toBeUndefined();
  });

  test("no parts are an empty document", () => {
    expect(combineDocuments([], named)).toMatchObject({ text: "", elements: [] });
  });
});
