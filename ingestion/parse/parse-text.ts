import { decodeText } from "./decode-text.ts";
import type { Element, ParsedDocument } from "./element.ts";

const paragraph = /\S(?:[^\n\r]|\r?\n(?![^\S\n\r]*\r?(?:\n|$))|\r(?!\n|[^\S\n\r]*\r))*/g;

/** Plain text in any common encoding: the text as it stands, its paragraphs parted by blank lines. */
export function parseText(bytes: Buffer): ParsedDocument {
  const { text, encoding, warnings } = decodeText(bytes);
  const elements: Element[] = [];
  for (const match of text.matchAll(paragraph)) {
    const body = match[0].trimEnd();
    elements.push({ kind: "paragraph", start: match.index, end: match.index + body.length });
  }
  return {
    parser: `plain text (${encoding})`,
    title: null,
    text,
    elements,
    pageStarts: null,
    tables: 0,
    imagesSkipped: 0,
    warnings,
  };
}
