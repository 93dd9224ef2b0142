import type { Element as HtmlElement } from "hast";
import { toText } from "hast-util-to-text";
import { visit } from "unist-util-visit";
import { type MarkdownTable, markdownTable } from "../markdown-table.ts";

/** A cell with more than this is prose in a table that only does layout. */
const cellCharsMax = 2000;
const spanMax = 50;

/**
 * A data table as a Markdown table, one line per row, spanned cells repeated empty. Null for a table that is there for
 * layout: fewer than two rows or columns, tables within it, or cells as long as articles.
 */
export function tableToMarkdown(table: HtmlElement): (MarkdownTable & { caption: string | null }) | null {
  const trs: HtmlElement[] = [];
  let isLayout = false;
  visit(table, "element", (node) => {
    if (node.tagName === "table" && node !== table) isLayout = true;
    if (node.tagName === "tr") trs.push(node);
  });
  if (isLayout) return null;
  const filled = rowsOf(trs).filter((row) => row.some(Boolean));
  const columns = filled.reduce((most, row) => Math.max(most, row.length), 0);
  if (filled.length < 2 || columns < 2) return null;
  if (filled.some((row) => row.some((cell) => cell.length > cellCharsMax))) return null;
  return { ...markdownTable(filled), caption: captionOf(table) };
}

/** Cells at their columns: one that spans rows keeps its place in those below, empty. */
function rowsOf(trs: HtmlElement[]): string[][] {
  const rowsTaken: number[] = [];
  return trs.map((tr) => {
    const cells: string[] = [];
    const skipTaken = () => {
      while ((rowsTaken[cells.length] ?? 0) > 0) {
        rowsTaken[cells.length] = (rowsTaken[cells.length] ?? 0) - 1;
        cells.push("");
      }
    };
    for (const child of tr.children) {
      if (child.type !== "element" || (child.tagName !== "td" && child.tagName !== "th")) continue;
      skipTaken();
      const text = toText(child).replace(/\s+/g, " ").trim();
      const rowSpan = spanOf(child.properties.rowSpan);
      for (let i = 0; i < spanOf(child.properties.colSpan); i++) {
        rowsTaken[cells.length] = rowSpan - 1;
        cells.push(i === 0 ? text : "");
      }
    }
    skipTaken();
    return cells;
  });
}

const spanOf = (value: unknown) => Math.max(1, Math.min(spanMax, Number(value ?? 1) || 1));

function captionOf(table: HtmlElement): string | null {
  const caption = table.children.find((child) => child.type === "element" && child.tagName === "caption");
  return (caption && toText(caption).replace(/\s+/g, " ").trim()) || null;
}
