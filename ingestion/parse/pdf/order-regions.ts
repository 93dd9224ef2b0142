import { rowsOf } from "./join-runs.ts";
import type { Rectangle } from "./matrix.ts";

/** Something that stands on a page: a stretch of text, or a table. */
export interface Placed extends Rectangle {
  baseline: number;
  size: number;
  /** Letters that it's as wide as; a Chinese or Korean one counts as two. */
  letters: number;
}

/** A gutter is a gap this wide, in font sizes, between this many neighbours. */
const gutterMin = 0.7;
const neighboursMin = 3;
const guttersTriedMax = 6;
const depthMax = 8;
/** A page with more pieces than this is a drawing or an attack: comparing each with its neighbours would take long. */
const itemsMax = 5000;
/** A column has at least this many lines, or fewer next to a long one. */
const rowsMin = 3;
const rowsMinBesideLong = 2;
const longColumn = 6;
/** Prose: this share of its lines fill the column this far, with this many letters, and themselves but for the spaces. */
const fullLinesMin = 0.4;
const fullLineMin = 0.75;
const proseLettersMin = 22;
const proseDensityMin = 0.85;

/**
 * The parts of a page in reading order. Columns are told from tables before anything is cut: a gutter with prose on both sides,
 * or whose two sides don't stand on the same lines, parts columns; rows that are filled on both sides are read as rows. What
 * crosses a gutter, such as a title or a wide figure, parts what's above from what's below it.
 */
export function orderRegions<T extends Placed>(items: T[], isRightToLeft: boolean, depth = 0): T[][] {
  if (items.length === 0) return [];
  const isSearched = depth < depthMax && items.length >= 2 * rowsMinBesideLong && items.length <= itemsMax;
  const gutter = isSearched ? findGutter(items) : null;
  if (!gutter) return [items];
  const regions: T[][] = [];
  let whole: T[] = [];
  const flush = () => {
    regions.push(...orderRegions(whole, isRightToLeft, depth + 1));
    whole = [];
  };
  for (const band of gutter) {
    if (band.isColumns) {
      flush();
      const sides = isRightToLeft ? [band.right, band.left] : [band.left, band.right];
      for (const side of sides) regions.push(...orderRegions(side, isRightToLeft, depth + 1));
    } else whole.push(...band.left, ...band.right);
    if (band.crosser) whole.push(band.crosser);
  }
  flush();
  return regions;
}

/** What stands left and right of a gutter, down to the next thing that crosses it. */
interface Band<T> {
  left: T[];
  right: T[];
  crosser: T | null;
  isColumns: boolean;
}

function findGutter<T extends Placed>(items: T[]): Band<T>[] | null {
  const start = Math.floor(Math.min(...items.map((item) => item.left)));
  const counts = countGaps(items, start);
  for (let tried = 0; tried < guttersTriedMax; tried++) {
    const most = counts.reduce((max, count) => Math.max(max, count), 0);
    if (most < neighboursMin) return null;
    const from = counts.indexOf(most);
    let to = from;
    while (counts[to + 1] === most) to += 1;
    const bands = cutInBands(items, start + (from + to + 1) / 2);
    if (bands.some((band) => band.isColumns)) return bands;
    for (let at = from; at >= 0 && (counts[at] ?? 0) >= most * 0.6; at--) counts[at] = 0;
    for (let at = to + 1; at < counts.length && (counts[at] ?? 0) >= most * 0.6; at++) counts[at] = 0;
    for (let at = from; at <= to; at++) counts[at] = 0;
  }
  return null;
}

/** For each point of the width, between how many neighbours there's a gap. */
function countGaps(items: Placed[], start: number): number[] {
  const sorted = items.toSorted((a, b) => a.top - b.top);
  const nextLeft = new Map<Placed, number>();
  for (const [i, a] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length; j++) {
      const b = sorted[j];
      if (!b || b.top >= a.bottom) break;
      const overlap = Math.min(a.bottom, b.bottom) - b.top;
      if (overlap < 0.3 * Math.min(a.bottom - a.top, b.bottom - b.top)) continue;
      const [before, after] = a.left <= b.left ? [a, b] : [b, a];
      if (after.left < (nextLeft.get(before) ?? Infinity)) nextLeft.set(before, after.left);
    }
  }
  const end = Math.max(...items.map((item) => item.right));
  const counts = new Array<number>(Math.max(1, Math.min(20_000, Math.ceil(end - start)))).fill(0);
  for (const [item, left] of nextLeft) {
    if (left - item.right < gutterMin * item.size) continue;
    for (let x = Math.ceil(item.right - start); x < Math.floor(left - start) && x < counts.length; x++)
      counts[x] = (counts[x] ?? 0) + 1;
  }
  return counts;
}

function cutInBands<T extends Placed>(items: T[], x: number): Band<T>[] {
  const middle = (item: T) => (item.top + item.bottom) / 2;
  const bands: Band<T>[] = [];
  let open: Band<T> = { left: [], right: [], crosser: null, isColumns: false };
  for (const item of items.toSorted((a, b) => middle(a) - middle(b))) {
    if (item.left < x - 1 && item.right > x + 1) {
      bands.push({ ...open, crosser: item });
      open = { left: [], right: [], crosser: null, isColumns: false };
    } else if (item.right <= x + 1) open.left.push(item);
    else open.right.push(item);
  }
  bands.push(open);
  for (const band of bands) band.isColumns = areColumns(band.left, band.right);
  return bands;
}

function areColumns(left: Placed[], right: Placed[]): boolean {
  if (left.length < rowsMinBesideLong || right.length < rowsMinBesideLong) return false;
  const [a, b] = [rowsOf(left), rowsOf(right)];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < (long.length >= longColumn ? rowsMinBesideLong : rowsMin)) return false;
  const isBeside = overlapOf(left, right) >= 0.4;
  if (!isBeside) return false;
  const sidesOfProse = [a, b].filter(isProse).length;
  if (sidesOfProse === 2) return true;
  return sidesOfProse === 1 && alignedShare(short, long) < 0.5;
}

/** How much of the lower of two groups stands beside the other. */
function overlapOf(left: Placed[], right: Placed[]): number {
  const extent = (items: Placed[]) => [
    Math.min(...items.map((item) => item.top)),
    Math.max(...items.map((item) => item.bottom)),
  ];
  const [topA = 0, bottomA = 0] = extent(left);
  const [topB = 0, bottomB = 0] = extent(right);
  const shared = Math.min(bottomA, bottomB) - Math.max(topA, topB);
  return shared / Math.max(1, Math.min(bottomA - topA, bottomB - topB));
}

/** Whether enough of a column's lines fill it with words; headings, short last lines and the words of a glossary don't. */
function isProse(rows: Placed[][]): boolean {
  const lines = rows.map((row) => {
    const left = row[0]?.left ?? 0;
    const right = Math.max(...row.map((item) => item.right));
    const inked = row.reduce((sum, item) => sum + item.right - item.left, 0);
    return { left, right, inked, letters: row.reduce((sum, item) => sum + item.letters, 0) };
  });
  // A page number beside the column, or one long line, doesn't say how wide it is.
  const widths = lines.map((line) => line.right - line.left).sort((a, b) => a - b);
  const width = widths[Math.floor(0.9 * (widths.length - 1))] ?? 0;
  const full = lines.filter((line) => line.right - line.left >= fullLineMin * width);
  const sum = (of: (line: (typeof lines)[number]) => number) =>
    full.reduce((total, line) => total + of(line), 0);
  return (
    full.length >= fullLinesMin * lines.length &&
    sum((line) => line.letters) >= proseLettersMin * full.length &&
    sum((line) => line.inked) >= proseDensityMin * sum((line) => line.right - line.left)
  );
}

/** How many of the rows stand on a line with one of the others. */
function alignedShare(rows: Placed[][], others: Placed[][]): number {
  const isLevel = (a: Placed[], b: Placed[]) => {
    const [first, second] = [a[0], b[0]];
    return (
      first &&
      second &&
      Math.abs(first.baseline - second.baseline) <= 0.15 * Math.min(first.size, second.size)
    );
  };
  return rows.filter((row) => others.some((other) => isLevel(row, other))).length / Math.max(1, rows.length);
}
