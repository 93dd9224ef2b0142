import type { TextBox } from "../../lib/document.ts";

export type ElementKind = "heading" | "paragraph" | "list" | "table" | "code";

/**
 * What a parser finds, in reading order: a stretch of the document's text, `text.slice(start, end)`. Elements don't
 * overlap.
 */
export interface Element {
  kind: ElementKind;
  start: number;
  end: number;
  /** Of a heading: 1 to 6. */
  level?: number;
  /** Of a heading: as it reads in a heading path, without markup. */
  label?: string;
  /** Of a table: where its header ends, as an offset in the document's text. What follows is rows, one per line. */
  headerEnd?: number;
}

/**
 * A document as text with structure. For plain text and Markdown the text is the file's own, decoded and otherwise untouched;
 * elsewhere it is written from the elements, with a blank line between them.
 */
export interface ParsedDocument {
  /** The parser's name and version, e.g. "pdf.js 5.4". */
  parser: string;
  /** The document's own title; null where it has none. */
  title: string | null;
  /** Who wrote it; absent or null where the file doesn't say. */
  author?: string | null;
  /** The date it bears, as an ISO instant; absent or null where the file doesn't say. */
  datedAt?: string | null;
  text: string;
  elements: Element[];
  /** Where each page begins in the text, ascending; null where the format has no pages. */
  pageStarts: number[] | null;
  /** Where lines of the text stand on their pages, by ascending start; absent where the format has no layout. */
  boxes?: TextBox[];
  /** Pages whose text was read from their picture, 1-based. */
  ocrPages?: number[];
  tables: number;
  imagesSkipped: number;
  /** Running headers, footers and page numbers that were left out. */
  droppedLines?: number;
  warnings: string[];
}
