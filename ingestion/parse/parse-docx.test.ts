import { readFile } from "node:fs/promises";
import officeCrypto from "officecrypto-tool";
import { describe, expect, test } from "vitest";
import { makeOffice, makeRelations } from "../testing/make-zip.ts";
import { outline } from "../testing/outline.ts";
import { parseDocx } from "./parse-docx.ts";

const namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"`;
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const document = (body: string, parts: Record<string, string> = {}) =>
  makeOffice("document", {
    "word/document.xml": `<w:document ${namespaces}><w:body>${body}</w:body></w:document>`,
    ...parts,
  });
const asFile = (password?: string) => ({
  path: "",
  fileName: "a.docx",
  mediaType: "",
  ...(password && { password }),
});

describe("a Word document", () => {
  test("keeps its headings, paragraphs and tables", async () => {
    const parsed = await parseDocx(await readFile("e2e/fixtures/employment-handbook.docx"));
    expect(parsed.title).toBe("Employment handbook");
    expect(parsed.elements.map(({ kind, level }) => (level ? `${kind} ${level}` : kind))).toEqual([
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
    expect(parsed.text).toContain("| Engineer | Eight weeks |");
  });

  test("keeps its equations, in a line and by themselves", async () => {
    const t = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
    const square = `<m:oMath>${t("A=π")}<m:sSup><m:e>${t("r")}</m:e><m:sup>${t("2")}</m:sup></m:sSup></m:oMath>`;
    const half = `<m:oMathPara><m:oMath><m:f><m:num>${t("1")}</m:num><m:den>${t("a&lt;b")}</m:den></m:f></m:oMath></m:oMathPara>`;
    const body = `<w:p><w:r><w:t>The area </w:t></w:r>${square}</w:p><w:p>${half}</w:p>`;
    expect(outline(await parseDocx(document(body)))).toEqual([
      "paragraph: The area $A=\\pi r^{2}$",
      "paragraph: $$\\frac{1}{a<b}$$",
    ]);
  });

  test("ends with its reviewers' comments, each with its writer", async () => {
    const parts = {
      "word/_rels/document.xml.rels": makeRelations({ c: ["comments", "comments.xml"] }),
      "word/comments.xml": `<w:comments ${namespaces}><w:comment w:id="0" w:author="Ada">${paragraph("Is this so?")}</w:comment></w:comments>`,
    };
    expect(outline(await parseDocx(document(paragraph("Text"), parts)))).toEqual([
      "paragraph: Text",
      "heading 1: Comments",
      "list: - Ada: Is this so?",
    ]);
  });

  // Of 2010 and later, and of 2007. Making keys slow to guess is the point of the former.
  test.each([{}, { type: "standard" as const }])(
    "with a password opens with it alone: %o",
    { timeout: 60_000 },
    async (options) => {
      const encrypted = officeCrypto.encrypt(document(paragraph("Secret text")), {
        password: "right",
        ...options,
      });
      expect((await parseDocx(encrypted, asFile("right"))).text).toBe("Secret text");
      await expect(parseDocx(encrypted, asFile())).rejects.toMatchObject({ code: "encrypted_file" });
      await expect(parseDocx(encrypted, asFile("wrong"))).rejects.toMatchObject({ code: "wrong_password" });
    },
  );

  test("with macros is refused, whatever it's called", async () => {
    const withMacros = document(paragraph("Text"), { "word/vbaProject.bin": "x" });
    await expect(parseDocx(withMacros)).rejects.toMatchObject({ code: "macro_enabled_file" });
  });

  test("a ZIP that is none, and one that is cut off, are refused as damaged", async () => {
    const zip = await readFile("e2e/fixtures/zip-named-docx.docx");
    await expect(parseDocx(zip)).rejects.toMatchObject({ code: "corrupt_file" });
    const cut = (await readFile("e2e/fixtures/employment-handbook.docx")).subarray(0, 500);
    await expect(parseDocx(cut)).rejects.toMatchObject({ code: "corrupt_file" });
  });
});
