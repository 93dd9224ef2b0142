import WordExtractor from "word-extractor";
import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import { markdownTable } from "./markdown-table.ts";
import { decryptOffice } from "./office/decrypt-office.ts";
import { TextBuilder } from "./text-builder.ts";

/**
 * A Word document of before 2007: its paragraphs and tables, text boxes, notes and comments. The old format's headings aren't read as
 * such. Throws `corrupt_file`, `encrypted_file` and `wrong_password`.
 */
export async function parseDoc(
  bytes: Buffer,
  { password }: { password?: string } = {},
): Promise<ParsedDocument> {
  const plain = await decryptOffice(bytes, password);
  const document = await new WordExtractor().extract(plain).catch((cause: unknown) => {
    throw new AppError("corrupt_file", { cause });
  });
  const builder = new TextBuilder();
  writeBody(document.getBody(), builder);
  const parts = [
    ["", document.getTextboxes({ includeHeadersAndFooters: false })],
    ["", document.getFootnotes()],
    ["", document.getEndnotes()],
    ["Comments:\n", document.getAnnotations()],
  ];
  for (const [label = "", text = ""] of parts)
    if (text.trim()) builder.add({ kind: "paragraph", text: label + text.trim() });
  return {
    parser: "word-extractor 1.0",
    title: null,
    text: builder.text,
    elements: builder.elements,
    pageStarts: null,
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: 0,
    warnings: [],
  };
}

/** Lines are paragraphs, and those with tabs that follow each other rows of a table. */
function writeBody(body: string, builder: TextBuilder): void {
  let rows: string[][] = [];
  const flush = () => {
    if (rows.length > 1) builder.add({ kind: "table", ...markdownTable(rows) });
    else for (const row of rows) builder.add({ kind: "paragraph", text: row.join("\t") });
    rows = [];
  };
  for (const line of body.split("\n")) {
    if (/\S\t+\S/.test(line)) {
      rows.push(line.replace(/\t$/, "").split("\t"));
      continue;
    }
    flush();
    builder.add({ kind: "paragraph", text: line.trim() });
  }
  flush();
}
