import { decodeText } from "./decode-text.ts";
import type { ParsedDocument } from "./element.ts";
import { isNotebook, writeNotebook } from "./json/write-notebook.ts";
import { flatLines, type Json, writeValue } from "./json/write-value.ts";
import { parseText } from "./parse-text.ts";
import { TextBuilder } from "./text-builder.ts";

/**
 * JSON, written so that it reads: fields as "key: value" lines, nested ones under headings, alike records as a table, notebooks as
 * their cells. What isn't valid JSON is read as plain text, with a warning.
 */
export function parseJson(bytes: Buffer): ParsedDocument {
  const { text, warnings } = decodeText(bytes);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // JSON with comments and such: readable as it stands, but without structure.
    const why = `The file isn't valid JSON and was read as plain text: ${(error as Error).message}.`;
    const plain = parseText(bytes);
    return { ...plain, warnings: [...plain.warnings, why] };
  }
  const builder = new TextBuilder();
  if (isNotebook(value)) writeNotebook(value, builder);
  else writeValue(value, 1, builder);
  return documentOf(builder, titleIn(value), warnings);
}

/** JSON lines: a record each, as "key: value" lines that say their whole path. A broken line stands as it is, with a warning. */
export function parseJsonl(bytes: Buffer): ParsedDocument {
  const { text, warnings } = decodeText(bytes);
  const builder = new TextBuilder();
  let broken = 0;
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) continue;
    try {
      builder.add({ kind: "list", text: flatLines(JSON.parse(line), "").join("\n") });
    } catch {
      broken += 1;
      builder.add({ kind: "paragraph", text: line });
    }
  }
  if (broken) warnings.push(`Lines that aren't valid JSON were read as plain text: ${broken}.`);
  return documentOf(builder, null, warnings);
}

function documentOf(builder: TextBuilder, title: string | null, warnings: string[]): ParsedDocument {
  return {
    parser: "JSON reader 1",
    title,
    text: builder.text,
    elements: builder.elements,
    pageStarts: null,
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: 0,
    warnings,
  };
}

function titleIn(value: Json): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return typeof value.title === "string" && value.title.trim() ? value.title.trim() : null;
}
