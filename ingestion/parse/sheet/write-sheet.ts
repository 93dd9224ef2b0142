import { looksLikeHeader, markdownTable } from "../markdown-table.ts";
import type { TextBuilder } from "../text-builder.ts";
import type { Grid } from "./grid.ts";
import { type Block, splitTables } from "./split-tables.ts";

/** Cells that are read of a workbook: their text and structure in some 200 MB. */
export const cellsMax = 1_000_000;

export const cutWarning = (sheet: string) =>
  `The workbook has more than ${cellsMax.toLocaleString("en")} filled cells: reading stopped in ${sheet}.`;

/** Far out cells would otherwise make rows of thousands of empty ones. */
const columnsMax = 500;

/** Writes a sheet's cells: its tables as Markdown, what stands alone as paragraphs. */
export function writeSheet(grid: Grid, builder: TextBuilder): void {
  for (const block of splitTables(grid, looksLikeHeader)) writeBlock(block, builder);
}

function writeBlock(block: Block, builder: TextBuilder): void {
  const rows = [...block];
  // A single cell above the columns is the table's title.
  while (
    rows.length > 1 &&
    filledIn(rows[0]).length === 1 &&
    filledIn(rows[1]).length > 1 &&
    !rows[0]?.at(-1)
  )
    builder.add({ kind: "paragraph", text: filledIn(rows.shift()).join(" ") });
  const columns = Math.max(...rows.map((row) => row.length));
  if (rows.length === 1 || columns === 1)
    builder.add({ kind: columns === 1 && rows.length > 1 ? "list" : "paragraph", text: asLines(rows) });
  else if (columns > columnsMax) builder.add({ kind: "list", text: asLines(rows) });
  else builder.add({ kind: "table", ...markdownTable(rows, looksLikeHeader(rows)) });
}

const filledIn = (row: string[] | undefined) => (row ?? []).filter(Boolean);
const asLines = (rows: string[][]) =>
  rows.map((row) => filledIn(row).join(" | ").replace(/\s+/g, " ")).join("\n");
