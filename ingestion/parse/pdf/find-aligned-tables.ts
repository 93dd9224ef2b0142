import type { Segment } from "./join-runs.ts";
import { around } from "./read-rules.ts";
import type { TableCell, TableOnPage } from "./table-on-page.ts";

/** Rows with several cells that a table has: fewer with many columns than with two, which lists and forms have too. */
const rowsMin = 3;
const rowsMinWithTwoColumns = 4;
/** No page holds more; a file that claims so mustn't take long. */
const rowsMax = 250;
/** Columns stand this far apart, in font sizes. */
const columnGapMin = 0.7;
const columnGapMinWithTwo = 1.2;
/** Letters per cell. More is prose. */
const lettersMax = 45;
const lettersMaxWithTwo = 32;
/** In font sizes: lines farther apart aren't of one table … */
const rowGapMax = 4;
/** … and closer than this a line without a first cell goes on with the row above. */
const continuationGapMax = 1.6;
/** Of the cells that there could be; the fewer rows, the more. */
const filledShareMin = 0.5;
const filledShareMinOfFewRows = 0.75;
/** Of a column's cells, that begin, end or are centred at the same place, within half a letter's height. */
const alignedShareMin = 0.7;
/** Of the rows. */
const rareShareMax = 0.15;
const flowingShareMin = 0.3;
const leader = /(?:\.\s?){5,}|…{2,}|_{4,}/;
/** Remarks beside lines of a program. */
const comment = /^(?:\/\/|\/\*|#\s|--\s|;;?\s|%\s)/;
const listMark = /^(?:[•●▪■◦‣∙·➢✓–—*-]|[([]?\d{1,3}[.)\]]|[([]?[a-z][.)\]])$/iu;

type Row = Segment[];

/** A stretch of a region: rows that are a table, or one that isn't. */
export type RegionPart = { table: TableOnPage } | { row: Row };

/**
 * Finds tables that no rule parts, by cells that stand under one another in several rows on end. It would rather miss one than
 * take prose, a list, equations or a table of contents for one.
 */
export function findAlignedTables(rows: Row[], textOfCell: (segments: Segment[]) => TableCell): RegionPart[] {
  const parts: RegionPart[] = [];
  for (let at = 0; at < rows.length; ) {
    const table = (rows[at]?.length ?? 0) >= 2 ? tableAt(rows, at, textOfCell) : null;
    if (table) {
      parts.push({ table: table.table });
      at = table.end;
    } else {
      const row = rows[at];
      if (row) parts.push({ row });
      at += 1;
    }
  }
  return parts;
}

function tableAt(
  rows: Row[],
  start: number,
  textOfCell: (segments: Segment[]) => TableCell,
): { table: TableOnPage; end: number } | null {
  for (let end = endOfStretch(rows, start); end - start >= rowsMin; end--) {
    const stretch = rows.slice(start, end);
    if ((stretch.at(-1)?.length ?? 0) < 2 && !isUnderColumn(stretch)) continue;
    const columns = findColumns(stretch);
    if (!columns || !isTable(stretch, columns)) {
      // A long stretch is two things, one after the other, more often than not: half of it is tried next.
      if (end - start > 24) end -= 7;
      continue;
    }
    return { table: toTable(stretch, columns, textOfCell), end };
  }
  return null;
}

const isUnderColumn = (stretch: Row[]) => {
  const last = stretch.at(-1)?.[0];
  const above = stretch.at(-2);
  return Boolean(last && above && baselineOf([last]) - baselineOf(above) <= continuationGapMax * last.size);
};

const baselineOf = (row: Row) => row[0]?.baseline ?? 0;
const sizeOf = (row: Row) => Math.max(...row.map((segment) => segment.size));
const lettersOf = (row: Row) =>
  row.reduce((sum, segment) => sum + segment.runs.reduce((letters, run) => letters + run.text.length, 0), 0);

/** The row after the last that could be of a table that begins here: single cells only where rows with several follow. */
function endOfStretch(rows: Row[], start: number): number {
  let end = start + 1;
  let singles = 0;
  for (let at = start + 1; at < Math.min(rows.length, start + rowsMax); at++) {
    const [above, row] = [rows[at - 1], rows[at]];
    if (!above || !row || baselineOf(row) - baselineOf(above) > rowGapMax * sizeOf(row)) break;
    if (baselineOf(row) < baselineOf(above)) break;
    singles = row.length >= 2 ? 0 : singles + 1;
    if (singles > 2) break;
    if (row.length === 1 && lettersOf(row) > 2 * lettersMax) break;
    end = at + 1;
  }
  return end;
}

interface Column {
  left: number;
  right: number;
}

/** Where the cells of rows with several stand; one row of many may reach across a gap, as headings over two columns do. */
function findColumns(stretch: Row[]): Column[] | null {
  const wide = stretch.filter((row) => row.length >= 2);
  if (wide.length < rowsMin) return null;
  const tolerated = Math.floor(wide.length / 8);
  const marks = wide.flat().flatMap(({ left, right }) => [
    { x: left, step: 1 },
    { x: right, step: -1 },
  ]);
  marks.sort((a, b) => a.x - b.x || a.step - b.step);
  const size = Math.min(...wide.map(sizeOf));
  const columns: Column[] = [];
  let depth = 0;
  let from = 0;
  for (const { x, step } of marks) {
    const before = depth;
    depth += step;
    if (step > 0 && before === tolerated) {
      const last = columns.at(-1);
      if (last && x - last.right < columnGapMin * size) {
        from = last.left;
        columns.pop();
      } else from = x;
    }
    if (step < 0 && depth === tolerated) columns.push({ left: from, right: x });
  }
  const merged = mergeRare(columns, wide);
  return merged.length >= 2 ? merged : null;
}

/** What only one row or few have is a wide gap between words, not a column. */
function mergeRare(columns: Column[], wide: Row[]): Column[] {
  const cellsMin = Math.max(2, rareShareMax * wide.length);
  const merged = [...columns];
  for (;;) {
    const counts = merged.map(() => 0);
    for (const segment of wide.flat())
      counts[columnOf(merged, segment)] = (counts[columnOf(merged, segment)] ?? 0) + 1;
    const rare = merged.length > 1 ? counts.findIndex((count) => count < cellsMin) : -1;
    if (rare < 0) return merged;
    const [first, second] = [merged[Math.max(0, rare - 1)], merged[Math.max(1, rare)]];
    if (first && second) merged.splice(Math.max(0, rare - 1), 2, { left: first.left, right: second.right });
  }
}

const columnOf = (columns: Column[], segment: Segment) => {
  const middle = (segment.left + segment.right) / 2;
  const distance = ({ left, right }: Column) => Math.max(0, left - middle, middle - right);
  return columns.reduce(
    (best, column, i) => (distance(column) < distance(columns[best] ?? column) ? i : best),
    0,
  );
};

function isTable(stretch: Row[], columns: Column[]): boolean {
  const wide = stretch.filter((row) => row.length >= 2);
  const isPair = columns.length === 2;
  if (wide.length < (isPair ? rowsMinWithTwoColumns : rowsMin)) return false;
  if (wide.length < 0.5 * stretch.length) return false;
  const cells = columns.map((_, i) =>
    wide.flatMap((row) => row.filter((segment) => columnOf(columns, segment) === i)),
  );
  const all = cells.flat();
  const filledMin = wide.length > rowsMin ? filledShareMin : filledShareMinOfFewRows;
  if (all.length < filledMin * wide.length * columns.length) return false;
  if (lettersOf(all) / all.length > (isPair ? lettersMaxWithTwo : lettersMax)) return false;
  const text = (segment: Segment) => segment.runs.map((run) => run.text).join(" ");
  if (all.filter((segment) => leader.test(text(segment))).length >= 0.3 * wide.length) return false;
  if (all.filter((segment) => /[\p{L}\p{N}]/u.test(text(segment))).length < 0.75 * all.length) return false;
  if (
    cells.some(
      (column) => column.filter((segment) => comment.test(text(segment))).length > 0.5 * column.length,
    )
  )
    return false;
  if (cells.filter((column) => flows(column, text)).length >= 2) return false;
  if (isPair && isListOrContents(cells, columns, text)) return false;
  const aligned = cells.filter(isAligned).length;
  return aligned >= 0.75 * columns.length;
}

/** Whether a column's cells are mostly lines in the middle of sentences: the column of a page, not of a table. */
function flows(cells: Segment[], text: (segment: Segment) => string): boolean {
  const inside = cells.filter((cell) => /^\p{Ll}\S*\s+\S+\s+\S/u.test(text(cell)));
  return inside.length >= flowingShareMin * cells.length;
}

function isListOrContents(cells: Segment[][], [a, b]: Column[], text: (segment: Segment) => string): boolean {
  const [first = [], second = []] = cells;
  const size = Math.min(...first.map((segment) => segment.size));
  if ((b?.left ?? 0) - (a?.right ?? 0) < columnGapMinWithTwo * size) return true;
  if (first.filter((segment) => listMark.test(text(segment))).length >= 0.5 * first.length) return true;
  const pages = second.map((segment) =>
    /^\d{1,4}$/.test(text(segment)) ? Number(text(segment)) : Number.NaN,
  );
  return pages.every((page, i) => i === 0 || page >= (pages[i - 1] ?? 0));
}

function isAligned(cells: Segment[]): boolean {
  if (cells.length < 2) return cells.length === 1;
  const size = Math.min(...cells.map((cell) => cell.size));
  const share = (positionOf: (cell: Segment) => number) => {
    const sorted = cells.map(positionOf).sort((a, b) => a - b);
    let most = 0;
    for (let from = 0, to = 0; to < sorted.length; to++) {
      while ((sorted[to] ?? 0) - (sorted[from] ?? 0) > 0.5 * size) from += 1;
      most = Math.max(most, to - from + 1);
    }
    return most / sorted.length;
  };
  return (
    Math.max(
      share((cell) => cell.left),
      share((cell) => cell.right),
      share((cell) => (cell.left + cell.right) / 2),
    ) >= alignedShareMin
  );
}

function toTable(
  stretch: Row[],
  columns: Column[],
  textOfCell: (segments: Segment[]) => TableCell,
): TableOnPage {
  const rows: Segment[][][] = [];
  let above: Row | undefined;
  for (const row of stretch) {
    const cells = columns.map((_, i) => row.filter((segment) => columnOf(columns, segment) === i));
    const isTight = above && baselineOf(row) - baselineOf(above) <= continuationGapMax * sizeOf(row);
    const last = rows.at(-1);
    const goesOn =
      last && isTight && cells[0]?.length === 0 && cells.every((cell, i) => !cell.length || last[i]?.length);
    if (goesOn) for (const [i, cell] of cells.entries()) last[i]?.push(...cell);
    else rows.push(cells);
    above = row;
  }
  const all = stretch.flat();
  const frame = around(all) ?? { left: 0, right: 0, top: 0, bottom: 0 };
  const size = Math.max(...all.map((segment) => segment.size));
  return {
    ...frame,
    kind: "table",
    rows: rows.map((row) => row.map(textOfCell)),
    baseline: frame.top + size,
    size,
    letters: 0,
  };
}
