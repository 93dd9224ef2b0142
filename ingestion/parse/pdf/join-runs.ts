import { columnGap, type Run, spaceGap, unspaced } from "./glyph-reader.ts";
import { joinAccent, overlapsAsAccent } from "./join-accent.ts";
import type { Rectangle } from "./matrix.ts";
import { rightToLeft, toReadingOrder } from "./right-to-left.ts";

/** Text on one line without a gap that could be a column's edge. */
export interface Segment extends Rectangle {
  runs: Run[];
  baseline: number;
  size: number;
}

/** Raised and lowered text stands on the line of what it follows up to this part of the font size. */
const raisedMax = 0.55;
/** Anything else has the same baseline within this. */
const baselineTolerance = 0.3;
const overlapMax = 0.45;
/** The same text this close to itself is one text, drawn twice to look bold. */
const shadowMax = 0.15;

/**
 * Puts together what was drawn in pieces: first in the order of drawing, in which raised figures follow their word, then by
 * place, for files that draw a line in any order. Upright rules keep the cells on their two sides apart.
 */
export function joinRuns(runs: Run[], uprightRules: Rectangle[]): Segment[] {
  const isCut = (left: number, right: number, baseline: number, size: number) =>
    uprightRules.some(
      (rule) =>
        rule.left > left - 1 &&
        rule.right < right + 1 &&
        rule.top < baseline - 0.2 * size &&
        rule.bottom > baseline - 0.4 * size,
    );
  const drawn: Segment[] = [];
  const lastWithText = new Map<string, Run>();
  for (const run of runs) {
    const twin = lastWithText.get(run.text);
    lastWithText.set(run.text, run);
    if (twin && isShadow(twin, run)) continue;
    const segment = drawn.at(-1);
    const last = segment?.runs.at(-1);
    if (segment && last && follows(last, run) && !isCut(last.right, run.left, run.baseline, run.size))
      append(segment, run);
    else drawn.push(toSegment(run));
  }
  return joinByPlace(drawn, isCut);
}

function isShadow(a: Run, b: Run): boolean {
  const near = shadowMax * b.size;
  return Math.abs(a.left - b.left) < near && Math.abs(a.baseline - b.baseline) < near;
}

function follows(last: Run, run: Run): boolean {
  const size = Math.max(last.size, run.size);
  const gap = run.left - last.right;
  if (gap > columnGap * Math.min(last.size, run.size) || gap < -overlapMax * size) return false;
  return (
    Math.abs(run.baseline - last.baseline) <= (last.size === run.size ? baselineTolerance : raisedMax) * size
  );
}

function joinByPlace(
  segments: Segment[],
  isCut: (left: number, right: number, baseline: number, size: number) => boolean,
): Segment[] {
  const joined: Segment[] = [];
  for (const row of rowsOf(segments)) {
    let open: Segment | undefined;
    for (const segment of row) {
      const gap = open ? segment.left - open.right : Infinity;
      const size = Math.min(open?.size ?? 0, segment.size);
      const isNear = gap < columnGap * size && gap > -overlapMax * size;
      if (open && isNear && !isCut(open.right, segment.left, segment.baseline, size))
        for (const run of segment.runs) append(open, run);
      else {
        open = segment;
        joined.push(segment);
      }
    }
  }
  return joined;
}

/** Things on the same line, lines from top to bottom, what's on them from left to right. */
export function rowsOf<
  T extends { baseline: number; size: number; left: number; top: number; bottom: number },
>(items: T[]): T[][] {
  const rows: { baseline: number; size: number; items: T[] }[] = [];
  for (const item of items.toSorted((a, b) => a.baseline - b.baseline)) {
    const row = rows.at(-1);
    if (row && item.baseline - row.baseline <= baselineTolerance * Math.min(row.size, item.size)) {
      row.items.push(item);
      if (item.size > row.size) Object.assign(row, { size: item.size, baseline: item.baseline });
    } else rows.push({ baseline: item.baseline, size: item.size, items: [item] });
  }
  return rows.map((row) => row.items.sort((a, b) => a.left - b.left));
}

const topOf = (run: Run) => run.baseline - run.ascent * run.size;
const bottomOf = (run: Run) => run.baseline + run.descent * run.size;

function toSegment(run: Run): Segment {
  const { left, right, baseline, size } = run;
  return { runs: [run], left, right, top: topOf(run), bottom: bottomOf(run), baseline, size };
}

/** The larger letters say where the line is. */
function append(segment: Segment, run: Run): void {
  segment.runs.push(run);
  segment.left = Math.min(segment.left, run.left);
  segment.right = Math.max(segment.right, run.right);
  segment.top = Math.min(segment.top, topOf(run));
  segment.bottom = Math.max(segment.bottom, bottomOf(run));
  if (run.size > segment.size * 1.05) Object.assign(segment, { size: run.size, baseline: run.baseline });
}

/** What stands on a line, in reading order, with a space for each gap. */
export function textOf(runs: Run[]): string {
  const hasRightToLeft = runs.some((run) => run.glyphs !== null);
  const inOrder = hasRightToLeft
    ? placeMarks(runs)
    : isInOrder(runs)
      ? runs
      : runs.toSorted((a, b) => a.left - b.left);
  const glyphs: string[] = [];
  let text = "";
  let before: Run | undefined;
  for (const run of inOrder) {
    const gap = before ? (run.left - before.right) / Math.min(before.size, run.size) : 0;
    const isApart = before && (before.endsWithSpace || run.opensWithSpace || isSpace(before, run, gap));
    if (hasRightToLeft) {
      if (isApart && !isMark(run) && !(before && isMark(before))) glyphs.push(" ");
      glyphs.push(...(run.glyphs ?? run.text));
    } else if (isApart) text += ` ${run.text}`;
    else text = overlapsAsAccent(text, run.text, gap) ? joinAccent(text, run.text) : text + run.text;
    before = run;
  }
  return (hasRightToLeft ? toReadingOrder(glyphs) : text).replace(/\s+/g, " ").trim();
}

const isMark = (run: Run) => /^\p{M}+$/u.test(run.text);

/** From left to right, a vowel mark left of the letter that it stands over: read from the right, it follows its letter. */
function placeMarks(runs: Run[]): Run[] {
  const letters = runs.filter((run) => !isMark(run));
  const place = (run: Run) => {
    const middle = (run.left + run.right) / 2;
    if (!isMark(run)) return run.left;
    const distance = ({ left, right }: Run) => Math.max(left - middle, middle - right, 0);
    const nearest = letters.toSorted((a, b) => distance(a) - distance(b))[0] ?? run;
    return nearest.left - 0.01;
  };
  return runs.toSorted((a, b) => place(a) - place(b));
}

function isSpace(before: Run, run: Run, gap: number): boolean {
  const isUnspaced = unspaced.test(before.text.at(-1) ?? "") && unspaced.test(run.text[0] ?? "");
  return gap > (isUnspaced ? columnGap : spaceGap);
}

const isInOrder = (runs: Run[]) => runs.every((run, i) => i === 0 || run.left >= (runs[i - 1]?.left ?? 0));

/** Whether most of what's said is written from right to left. */
export function isMostlyRightToLeft(runs: Run[]): boolean {
  let balance = 0;
  for (const run of runs)
    if (run.glyphs) for (const glyph of run.glyphs) balance += rightToLeft.test(glyph) ? 1 : 0;
    else balance -= run.text.length;
  return balance > 0;
}
