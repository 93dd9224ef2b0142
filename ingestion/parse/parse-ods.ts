import type { ParsedDocument } from "./element.ts";
import { finishOdf, openOdf } from "./odf/open-odf.ts";
import { inline, type OdfContext, rowsOf } from "./odf/write-text.ts";
import { type CellRange, Grid, spreadMerged } from "./sheet/grid.ts";
import { cellsMax, cutWarning, writeSheet } from "./sheet/write-sheet.ts";
import { attributeOf, childrenOf, type XmlNode } from "./xml/read-xml.ts";

/** A cell or row that says something may be repeated this often; empty ones are only counted. */
const repeatsMax = 1000;

/** An OpenDocument spreadsheet: a section per sheet with its tables, dates as ISO dates. Throws as parseOdt. */
export async function parseOds(bytes: Buffer): Promise<ParsedDocument> {
  const document = await openOdf(bytes, "spreadsheet");
  const { builder } = document.context;
  const warnings: string[] = [];
  let cellsLeft = cellsMax;
  for (const table of childrenOf(document.body, "table")) {
    const name = attributeOf(table, "name") ?? "Sheet";
    const before = builder.elements.length;
    builder.add({ kind: "heading", level: 1, label: name, text: name });
    const grid = gridOf(table, document.context, cellsLeft);
    writeSheet(grid, builder);
    if (builder.elements.length === before + 1) builder.dropLast();
    cellsLeft -= grid.cellCount;
    if (cellsLeft > 0) continue;
    warnings.push(cutWarning(name));
    break;
  }
  return finishOdf(document, null, warnings);
}

function gridOf(table: XmlNode, context: OdfContext, cellsLeft: number): Grid {
  const grid = new Grid();
  const merged: CellRange[] = [];
  let row = 0;
  for (const node of rowsOf(table)) {
    const rowRepeats = numberOf(node, "number-rows-repeated");
    let column = 0;
    for (const cell of childrenOf(node)) {
      const repeats = numberOf(cell, "number-columns-repeated");
      const text = cell.name === "table-cell" ? cellText(cell, context) : "";
      if (text) {
        for (let r = 0; r < Math.min(rowRepeats, repeatsMax); r++)
          for (let c = 0; c < Math.min(repeats, repeatsMax); c++) grid.set(row + r, column + c, text);
        const bottom = row + numberOf(cell, "number-rows-spanned") - 1;
        const right = column + numberOf(cell, "number-columns-spanned") - 1;
        if (bottom > row || right > column) merged.push({ top: row, left: column, bottom, right });
      }
      column += repeats;
    }
    row += rowRepeats;
    if (grid.cellCount >= cellsLeft) break;
  }
  spreadMerged(grid, merged);
  return grid;
}

const numberOf = (node: XmlNode, attribute: string) =>
  Math.max(1, Number(attributeOf(node, attribute) ?? 1) || 1);

function cellText(cell: XmlNode, context: OdfContext): string {
  const date = attributeOf(cell, "date-value");
  if (date) return date.replace("T", " ").replace(/ 00:00:00(\.0+)?$/, "");
  const isPlainNumber = attributeOf(cell, "value-type") === "float";
  if (isPlainNumber) return attributeOf(cell, "value") ?? "";
  return childrenOf(cell, "p")
    .map((paragraph) => inline(paragraph, context))
    .join(" ");
}
