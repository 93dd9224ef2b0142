import { rowsOf, type Segment } from "./join-runs.ts";
import type { Rectangle } from "./matrix.ts";
import { around } from "./read-rules.ts";
import type { TableCell, TableOnPage } from "./table-on-page.ts";

/** Lines that end this close to each other meet. */
const touch = 3;
/** A page with more lines than this is a drawing, and comparing each with each takes long. */
const rulesMax = 600;
const filledCellsMin = 6;
const filledShareMin = 0.35;
/** More in a cell than this, or in the average one, is text in a frame. */
const cellLettersMax = 800;
const cellLettersMeanMax = 150;
/** In a grid that parts no rows, text lines are rows where they're as short as this. */
const rowLettersMax = 30;

/**
 * Tables that are drawn: rules that meet and part at least two columns and two rows, with text in enough of the cells. Returns
 * them with what isn't in any.
 */
export function findGrids(
  segments: Segment[],
  rules: Rectangle[],
  textOfCell: (segments: Segment[]) => TableCell,
): { tables: TableOnPage[]; rest: Segment[] } {
  if (rules.length < 4 || rules.length > rulesMax) return { tables: [], rest: segments };
  let rest = segments;
  const tables: TableOnPage[] = [];
  for (const group of groupTouching(rules)) {
    const frame = around(group);
    if (!frame) continue;
    const columns = edges(
      group.filter(isUpright).map((rule) => (rule.left + rule.right) / 2),
      frame.left,
      frame.right,
    );
    const rows = edges(
      group.filter((rule) => !isUpright(rule)).map((rule) => (rule.top + rule.bottom) / 2),
      frame.top,
      frame.bottom,
    );
    if (columns.length < 3 || rows.length < 3) continue;
    const inside = rest.filter((segment) => isInside(segment, frame));
    const cells = toCells(inside, columns, rows);
    if (!isTable(cells)) continue;
    const filled = cells.filter((row) => row.some((cell) => cell.length > 0));
    tables.push(toTable(filled, frame, inside, textOfCell));
    const taken = new Set(inside);
    rest = rest.filter((segment) => !taken.has(segment));
  }
  return { tables, rest };
}

const isUpright = (rule: Rectangle) => rule.bottom - rule.top > rule.right - rule.left;

function groupTouching(rules: Rectangle[]): Rectangle[][] {
  const groups: Rectangle[][] = [];
  const left = new Set(rules);
  for (const first of rules) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const rule of group)
      for (const other of left)
        if (meets(rule, other)) {
          left.delete(other);
          group.push(other);
        }
    if (group.length >= 4) groups.push(group);
  }
  return groups;
}

function meets(a: Rectangle, b: Rectangle): boolean {
  return (
    a.left <= b.right + touch &&
    b.left <= a.right + touch &&
    a.top <= b.bottom + touch &&
    b.top <= a.bottom + touch
  );
}

/** Where columns or rows begin and end: the middles of rules, those that are nearly the same put together. */
function edges(positions: number[], first: number, last: number): number[] {
  const kept: number[] = [];
  for (const position of [first, ...positions, last].sort((a, b) => a - b))
    if (position - (kept.at(-1) ?? -Infinity) > 2 * touch) kept.push(position);
  return kept;
}

function isInside(segment: Segment, frame: Rectangle): boolean {
  const x = (segment.left + segment.right) / 2;
  const y = (segment.top + segment.bottom) / 2;
  return x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
}

function toCells(segments: Segment[], columns: number[], rows: number[]): Segment[][][] {
  const cells: Segment[][][] = rows.slice(1).map(() => columns.slice(1).map(() => []));
  for (const segment of segments) {
    const x = segment.left + Math.min(segment.size, (segment.right - segment.left) / 2);
    const column = Math.max(
      0,
      columns.findLastIndex((edge) => edge <= x),
    );
    const row = Math.max(
      0,
      rows.findLastIndex((edge) => edge <= (segment.top + segment.bottom) / 2),
    );
    cells[row]?.[Math.min(column, columns.length - 2)]?.push(segment);
  }
  return cells.flatMap((row) => splitRow(row));
}

/** Rows that no rule parts: where each of the lines begins in the first filled column and goes on in another. */
function splitRow(row: Segment[][]): Segment[][][] {
  const lines = rowsOf(row.flat());
  const columnOf = (segment: Segment) => row.findIndex((cell) => cell.includes(segment));
  const first = row.findIndex((cell) => cell.length > 0);
  const whole = lines.filter((line) => {
    const filled = new Set(line.map(columnOf));
    return filled.size >= 2 && filled.has(first);
  });
  const letters = row.flat().reduce((sum, segment) => sum + lettersOf(segment), 0);
  const filledCells = row.filter((cell) => cell.length > 0).length * lines.length;
  if (lines.length < 3 || whole.length < 0.7 * lines.length || letters / filledCells > rowLettersMax)
    return [row];
  return lines.map((line) => row.map((cell) => line.filter((segment) => cell.includes(segment))));
}

const lettersOf = (segment: Segment) => segment.runs.reduce((sum, run) => sum + run.text.length, 0);

function isTable(cells: Segment[][][]): boolean {
  const all = cells.flat();
  const filled = all.filter((cell) => cell.length > 0);
  const wideRows = cells.filter((row) => row.filter((cell) => cell.length > 0).length >= 2);
  const letters = filled.map((cell) => cell.reduce((sum, segment) => sum + lettersOf(segment), 0));
  const total = letters.reduce((sum, count) => sum + count, 0);
  return (
    filled.length >= filledCellsMin &&
    wideRows.length >= 2 &&
    filled.length >= filledShareMin * all.length &&
    Math.max(0, ...letters) <= cellLettersMax &&
    total <= cellLettersMeanMax * filled.length
  );
}

function toTable(
  cells: Segment[][][],
  frame: Rectangle,
  inside: Segment[],
  textOfCell: (segments: Segment[]) => TableCell,
): TableOnPage {
  const used = cells[0]?.map((_, column) => cells.some((row) => (row[column]?.length ?? 0) > 0)) ?? [];
  const rows = cells.map((row) => row.filter((_, column) => used[column]).map(textOfCell));
  const size = Math.max(...inside.map((segment) => segment.size));
  return { ...frame, kind: "table", rows, baseline: frame.top + size, size, letters: 0 };
}
