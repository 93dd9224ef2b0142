import type { ParsedDocument } from "./element.ts";
import { markdownTable } from "./markdown-table.ts";
import { type RtfParagraph, readRtf } from "./rtf/read-rtf.ts";
import { TextBuilder } from "./text-builder.ts";

/**
 * RTF: headings by their outline level, paragraphs, lists, tables, then notes and comments; headers, footers and hidden text
 * aren't read. Throws `corrupt_file`.
 *
 * Why no library: those on npm give text alone, or HTML for a browser, and no tables, headings or code pages by font.
 */
export function parseRtf(bytes: Buffer): ParsedDocument {
  const { title, paragraphs, notes, comments, images } = readRtf(bytes.toString("latin1"));
  const builder = new TextBuilder();
  for (const group of groupAlike(paragraphs)) writeGroup(group, builder);
  builder.add({ kind: "list", text: notes.map((note, i) => `[${i + 1}] ${note}`).join("\n") });
  if (comments.length > 0) {
    builder.add({ kind: "heading", level: 1, label: "Comments", text: "Comments" });
    builder.add({ kind: "list", text: comments.map((comment) => `- ${comment}`).join("\n") });
  }
  const topHeading = builder.elements.find(({ level }) => level === 1);
  return {
    parser: "RTF reader 1",
    title: title ?? topHeading?.label ?? null,
    text: builder.text,
    elements: builder.elements,
    pageStarts: null,
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: images,
    warnings: [],
  };
}

type Kind = "heading" | "list" | "table" | "paragraph";
const kindOf = ({ level, cells, isListItem }: RtfParagraph): Kind =>
  cells ? "table" : level ? "heading" : isListItem ? "list" : "paragraph";

/** Rows that follow each other are a table, items a list. */
function groupAlike(paragraphs: RtfParagraph[]): RtfParagraph[][] {
  const groups: RtfParagraph[][] = [];
  for (const paragraph of paragraphs) {
    const last = groups.at(-1);
    const kind = kindOf(paragraph);
    if (last?.[0] && (kind === "table" || kind === "list") && kindOf(last[0]) === kind) last.push(paragraph);
    else groups.push([paragraph]);
  }
  return groups;
}

function writeGroup(group: RtfParagraph[], builder: TextBuilder): void {
  const [first] = group;
  if (!first) return;
  const kind = kindOf(first);
  if (kind === "heading") {
    const label = first.text.replace(/\s+/g, " ");
    builder.add({ kind, level: first.level ?? 1, label, text: label });
  } else if (kind === "list") builder.add({ kind, text: group.map(({ text }) => `- ${text}`).join("\n") });
  else if (kind === "table") {
    const rows = group.map(({ cells = [] }) => cells);
    const isTable = rows.length > 1 && rows.some((row) => row.length > 1);
    if (isTable) builder.add({ kind, ...markdownTable(rows) });
    else builder.add({ kind: "paragraph", text: rows.flat().filter(Boolean).join("\n") });
  } else builder.add({ kind, text: first.text });
}
