import type { ParsedDocument } from "./element.ts";
import { finishOdf, openOdf } from "./odf/open-odf.ts";
import { writeText } from "./odf/write-text.ts";

/**
 * An OpenDocument text: headings, paragraphs, lists, tables, text boxes, then notes and comments. Deleted text of tracked
 * changes isn't read. Throws `corrupt_file` and `encrypted_file`.
 */
export async function parseOdt(bytes: Buffer): Promise<ParsedDocument> {
  const document = await openOdf(bytes, "text");
  writeText(document.body, document.context);
  return finishOdf(document, null);
}
