import type { Grid } from "./grid.ts";

/** A stretch of a sheet that belongs together, as rows of cells filled up to the same width. */
export type Block = string[][];

interface Region {
  rows: number[];
  left: number;
  right: number;
}

/**
 * The tables of a sheet, in reading order: cut at empty rows, then at empty columns between tables of two columns or more. Rows
 * after a gap that go on with the columns of the table above, without a header of their own, belong to that table.
 */
export function splitTables(grid: Grid, looksLikeHeader: (rows: string[][]) => boolean): Block[] {
  const blocks: { region: Region; block: Block }[] = [];
  for (const region of splitRows(grid, all(grid))) {
    for (const part of splitColumns(grid, region)) {
      // An empty column may part tables that aren't equally long.
      for (const tight of splitRows(grid, part)) {
        const block = tight.rows.map((row) => cellsOf(grid, row, tight));
        const above = blocks.findLast(({ region: other }) => other.left === tight.left);
        const goesOn =
          above &&
          above.region.right === tight.right &&
          above.block.length > 1 &&
          !looksLikeHeader(block) &&
          tight.right > tight.left;
        if (goesOn) above.block.push(...block);
        else blocks.push({ region: tight, block });
      }
    }
  }
  return blocks.map(({ block }) => dropEmptyColumns(block));
}

function all(grid: Grid): Region {
  const rows = [...grid.rows.keys()].sort((a, b) => a - b);
  return { rows, ...extent(grid, rows, 0, Number.POSITIVE_INFINITY) };
}

function extent(grid: Grid, rows: number[], from: number, to: number): { left: number; right: number } {
  let left = Number.POSITIVE_INFINITY;
  let right = -1;
  for (const row of rows)
    for (const column of grid.rows.get(row)?.keys() ?? []) {
      if (column < from || column > to) continue;
      if (column < left) left = column;
      if (column > right) right = column;
    }
  return { left, right };
}

function splitRows(grid: Grid, { rows, left, right }: Region): Region[] {
  const groups: number[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (!hasCellIn(grid, row, left, right)) continue;
    if (row === last + 1) groups.at(-1)?.push(row);
    else groups.push([row]);
    last = row;
  }
  return groups.map((group) => ({ rows: group, ...extent(grid, group, left, right) }));
}

function hasCellIn(grid: Grid, row: number, left: number, right: number): boolean {
  for (const column of grid.rows.get(row)?.keys() ?? []) if (column >= left && column <= right) return true;
  return false;
}

/** A single column beside a gap is rather a label than a table. */
const columnsMin = 2;

function splitColumns(grid: Grid, region: Region): Region[] {
  const filled = new Set<number>();
  for (const row of region.rows)
    for (const column of grid.rows.get(row)?.keys() ?? [])
      if (column >= region.left && column <= region.right) filled.add(column);
  const runs: { left: number; right: number }[] = [];
  for (const column of [...filled].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && column === last.right + 1) last.right = column;
    else runs.push({ left: column, right: column });
  }
  const areTables = region.rows.length > 1 && runs.every(({ left, right }) => right - left + 1 >= columnsMin);
  return areTables ? runs.map((run) => ({ rows: region.rows, ...run })) : [region];
}

function cellsOf(grid: Grid, row: number, { left, right }: Region): string[] {
  return Array.from({ length: right - left + 1 }, (_, i) => grid.get(row, left + i));
}

function dropEmptyColumns(block: Block): Block {
  const columns = block.reduce((most, row) => Math.max(most, row.length), 0);
  const kept = Array.from({ length: columns }, (_, i) => i).filter((i) => block.some((row) => row[i]));
  return kept.length === columns ? block : block.map((row) => kept.map((i) => row[i] ?? ""));
}
