/** The cells of a sheet that hold something, by row and column from 0. What is only formatted isn't in it. */
export class Grid {
  readonly rows = new Map<number, Map<number, string>>();
  cellCount = 0;

  set(row: number, column: number, text: string): void {
    const clean = text.trim();
    if (!clean) return;
    const cells = this.rows.get(row) ?? new Map<number, string>();
    this.rows.set(row, cells);
    if (!cells.has(column)) this.cellCount += 1;
    cells.set(column, clean);
  }

  get(row: number, column: number): string {
    return this.rows.get(row)?.get(column) ?? "";
  }
}

/** A rectangle of cells, its last row and column included. */
export interface CellRange {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** `B3` as row 2 and column 1; null for what isn't a cell's name. */
export function cellAt(name: string): { row: number; column: number } | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(name);
  if (!match) return null;
  const [, letters = "", row = ""] = match;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(row) - 1, column: column - 1 };
}

/** `A1:C2` as a range; null for what isn't one. */
export function rangeOf(name: string): CellRange | null {
  const [from, to] = name.split(":");
  const first = cellAt(from ?? "");
  const last = cellAt(to ?? from ?? "");
  return first && last && { top: first.row, left: first.column, bottom: last.row, right: last.column };
}

/** More than this is a background that somebody merged, not a label. */
const mergedCellsMax = 500;

/**
 * Says a merged cell's text in each of its cells, so that a row is understood by itself. One that is alone in its row
 * is a title and stays one cell.
 */
export function spreadMerged(grid: Grid, merged: CellRange[]): void {
  for (const { top, left, bottom, right } of merged) {
    const text = grid.get(top, left);
    if (!text || (bottom - top + 1) * (right - left + 1) > mergedCellsMax) continue;
    if (bottom === top && isAlone(grid, top, right)) continue;
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) grid.set(row, column, text);
  }
}

/** Whether a row holds nothing but the merged cell that ends here. */
function isAlone(grid: Grid, row: number, right: number): boolean {
  const columns = [...(grid.rows.get(row)?.keys() ?? [])];
  return columns.length === 1 && (columns[0] ?? 0) <= right;
}
