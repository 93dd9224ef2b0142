import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseDocx } from "./parse-docx.ts";

test("a Word document keeps its headings, paragraphs and tables", async () => {
  const document = await parseDocx(await readFile("e2e/fixtures/employment-handbook.docx"));
  expect(document.title).toBe("Employment handbook");
  expect(document.elements.map(({ kind, level }) => (level ? `${kind} ${level}` : kind))).toEqual([
    "heading 1",
    "paragraph",
    "heading 2",
    "paragraph",
    "heading 2",
    "paragraph",
    "table",
    "heading 2",
    "paragraph",
  ]);
  expect(document.text).toContain("| Engineer | Eight weeks |");
});

test("a ZIP that is no Word document, and one that is cut off, are refused as damaged", async () => {
  const zip = await readFile("e2e/fixtures/zip-named-docx.docx");
  await expect(parseDocx(zip)).rejects.toMatchObject({ code: "corrupt_file" });
  const cut = (await readFile("e2e/fixtures/employment-handbook.docx")).subarray(0, 500);
  await expect(parseDocx(cut)).rejects.toMatchObject({ code: "corrupt_file" });
});
