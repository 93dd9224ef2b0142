import { markdownTable } from "../markdown-table.ts";
import type { TextBuilder } from "../text-builder.ts";
import { attributeOf, childAt, childrenOf, findAll, textIn, type XmlNode } from "../xml/read-xml.ts";
import type { OdfStyles } from "./read-styles.ts";

export interface OdfContext {
  builder: TextBuilder;
  styles: OdfStyles;
  /** Notes and comments, met on the way, to be written after the text. */
  notes: string[];
  comments: string[];
  images: number;
  objects: number;
}

/** Said twice by a document, or no longer said. */
const leftOut = new Set([
  "tracked-changes",
  "table-of-content",
  "alphabetical-index",
  "forms",
  "sequence-decls",
]);
const headingStyles: Record<string, number> = { Title: 1, Subtitle: 2 };
const blocks = new Set(["p", "h", "list", "table", "section"]);

/** Writes the blocks of an OpenDocument text: headings, paragraphs, lists, tables. */
export function writeText(parent: XmlNode | undefined, context: OdfContext): void {
  for (const node of childrenOf(parent)) {
    if (leftOut.has(node.name)) continue;
    if (node.name === "h") writeHeading(node, Number(attributeOf(node, "outline-level") ?? 1), context);
    else if (node.name === "p") writeParagraph(node, context);
    else if (node.name === "list")
      context.builder.add({ kind: "list", text: listText(node, 1, "", context) });
    else if (node.name === "table") writeTable(node, context);
    else if (node.name === "frame") writeFrame(node, context);
    else writeText(node, context);
  }
}

function writeHeading(node: XmlNode, level: number, context: OdfContext): void {
  const label = inline(node, context).replace(/\s+/g, " ").trim();
  context.builder.add({ kind: "heading", level: Math.max(1, Math.min(6, level)), label, text: label });
}

function writeParagraph(node: XmlNode, context: OdfContext): void {
  const level = headingStyles[context.styles.parentOf(attributeOf(node, "style-name") ?? "")];
  if (level) writeHeading(node, level, context);
  else context.builder.add({ kind: "paragraph", text: inline(node, context).trim() });
  // Text boxes hang on a paragraph, and stand after it.
  for (const frame of findAll(node, "frame")) writeFrame(frame, context);
  for (const shape of findAll(node, "custom-shape")) writeText(shape, context);
}

function writeFrame(frame: XmlNode, context: OdfContext): void {
  const box = childAt(frame, "text-box");
  const described = textIn(childAt(frame, "desc")).trim() || textIn(childAt(frame, "title")).trim();
  if (box) writeText(box, context);
  else if (childAt(frame, "table")) writeTable(childAt(frame, "table") ?? frame, context);
  else if (childAt(frame, "object") || childAt(frame, "object-ole")) context.objects += 1;
  else if (childAt(frame, "image")) {
    context.images += 1;
    if (described) context.builder.add({ kind: "paragraph", text: `Image: ${described}` });
  }
}

/** A paragraph's text; its notes leave their mark and go to the end. */
export function inline(node: XmlNode, context: OdfContext): string {
  return node.children
    .map((child) => {
      if (typeof child === "string") return child.replace(/\s+/g, " ");
      switch (child.name) {
        case "s":
          return " ".repeat(Math.min(100, Number(attributeOf(child, "c") ?? 1) || 1));
        case "tab":
          return "\t";
        case "line-break":
          return "\n";
        case "note": {
          const mark = textIn(childAt(child, "note-citation")) || String(context.notes.length + 1);
          context.notes.push(`[${mark}] ${plainText(childAt(child, "note-body"), context)}`);
          return `[${mark}]`;
        }
        case "annotation":
          context.comments.push(comment(child, context));
          return "";
        case "frame":
        case "custom-shape":
        case "ruby-text":
          return "";
        default:
          return inline(child, context);
      }
    })
    .join("");
}

function comment(node: XmlNode, context: OdfContext): string {
  const author = textIn(childAt(node, "creator")).trim();
  const said = plainText(
    { ...node, children: childrenOf(node).filter(({ name }) => blocks.has(name)) },
    context,
  );
  return author ? `${author}: ${said}` : said;
}

/** All paragraphs of a part in one line. */
function plainText(node: XmlNode | undefined, context: OdfContext): string {
  return [...findAll(node, "p"), ...findAll(node, "h")]
    .map((paragraph) => inline(paragraph, context))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

function listText(list: XmlNode, depth: number, outerStyle: string, context: OdfContext): string {
  const style = attributeOf(list, "style-name") ?? outerStyle;
  const lines: string[] = [];
  let number = 0;
  for (const item of childrenOf(list)) {
    if (item.name !== "list-item" && item.name !== "list-header") continue;
    const own = childrenOf(item).filter(({ name }) => name === "p" || name === "h");
    const text = own
      .map((paragraph) => inline(paragraph, context))
      .join(" ")
      .replace(/\s+/g, " ")
      .trim();
    const mark = context.styles.isNumbered(style, depth) ? `${++number}.` : "-";
    if (text) lines.push(`${"  ".repeat(depth - 1)}${mark} ${text}`);
    for (const inner of childrenOf(item, "list")) lines.push(listText(inner, depth + 1, style, context));
  }
  return lines.filter(Boolean).join("\n");
}

function writeTable(table: XmlNode, context: OdfContext): void {
  const rows = rowsOf(table)
    .map((row) =>
      childrenOf(row)
        .filter(({ name }) => name === "table-cell" || name === "covered-table-cell")
        .flatMap((cell) => {
          const text = cell.name === "table-cell" ? plainText(cell, context) : "";
          const repeated = Math.min(
            text ? 50 : 1,
            Number(attributeOf(cell, "number-columns-repeated") ?? 1) || 1,
          );
          return Array.from({ length: repeated }, () => text);
        }),
    )
    .filter((row) => row.some(Boolean));
  const [only] = rows;
  if (rows.length === 1 || rows.every((row) => row.length === 1))
    context.builder.add({
      kind: "paragraph",
      text: (only && rows.length === 1 ? only : rows.flat()).filter(Boolean).join("\n"),
    });
  else context.builder.add({ kind: "table", ...markdownTable(rows) });
}

/** A table's rows, of its header and groups too, but not those of tables in its cells. */
export function rowsOf(table: XmlNode): XmlNode[] {
  return childrenOf(table).flatMap((node) => {
    if (node.name === "table-row") return [node];
    return /^table-(header-rows|rows|row-group)$/.test(node.name) ? rowsOf(node) : [];
  });
}
