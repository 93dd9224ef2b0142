import type { Element as HtmlElement } from "hast";
import { toText } from "hast-util-to-text";
import { visit } from "unist-util-visit";

export interface MarkdownTable {
  text: string;
  /** Length of the header with its rule and line break. */
  headerLength: number;
  caption: string | null;
}

/** A cell with more than this is prose in a table that only does layout. */
const cellCharsMax = 2000;

/**
 * A data table as a Markdown table, one line per row, spanned cells repeated empty. Null for a table that is there for
 * layout: fewer than two rows or columns, tables within it, or cells as long as articles.
 */
export function tableToMarkdown(table: HtmlElement): MarkdownTable | null {
  const rows: string[][] = [];
  let isLayout = false;
  visit(table, "element", (node) => {
    if (node.tagName === "table" && node !== table) isLayout = true;
    if (node.tagName === "tr") rows.push(cellsOf(node));
  });
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const filled = rows.filter((row) => row.some(Boolean));
  if (isLayout || filled.length < 2 || columns < 2) return null;
  if (filled.some((row) => row.some((cell) => cell.length > cellCharsMax))) return null;
  const [head = [], ...body] = filled;
  const line = (row: string[]) =>
    `| ${Array.from({ length: columns }, (_, i) => row[i] ?? "").join(" | ")} |`;
  const header = `${line(head)}\n|${" --- |".repeat(columns)}\n`;
  return { text: header + body.map(line).join("\n"), headerLength: header.length, caption: captionOf(table) };
}

function cellsOf(row: HtmlElement): string[] {
  const cells: string[] = [];
  for (const child of row.children) {
    if (child.type !== "element" || (child.tagName !== "td" && child.tagName !== "th")) continue;
    cells.push(toText(child).replace(/\s+/g, " ").trim().replaceAll("|", "\\|"));
    const span = Math.min(50, Number(child.properties.colSpan ?? 1) || 1);
    for (let i = 1; i < span; i++) cells.push("");
  }
  return cells;
}

function captionOf(table: HtmlElement): string | null {
  const caption = table.children.find((child) => child.type === "element" && child.tagName === "caption");
  return (caption && toText(caption).replace(/\s+/g, " ").trim()) || null;
}
