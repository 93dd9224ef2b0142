import { findAlignedTables } from "./find-aligned-tables.ts";
import { findGrids } from "./find-grids.ts";
import type { Run } from "./glyph-reader.ts";
import { isMostlyRightToLeft, joinRuns, rowsOf, type Segment, textOf } from "./join-runs.ts";
import type { Line, PageItem, ShareBox } from "./line.ts";
import type { Rectangle } from "./matrix.ts";
import { orderRegions, type Placed } from "./order-regions.ts";
import { around } from "./read-rules.ts";
import type { TableCell, TableOnPage } from "./table-on-page.ts";
import { type Direction, type PageSize, turnBack, turnRectangle } from "./text-frame.ts";

/** A line with more characters than this that stand for no letter is in a font that doesn't say which letters it draws. */
const undecodedShareMax = 0.2;
// biome-ignore lint/suspicious/noControlCharactersInRegex: fonts without a character map come out as control characters
const undecoded = /[\u0000-\u0008\u000b-\u001f\ufffd\ue000-\uf8ff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a symbol font's bullet
const symbolBullet = /^[\u0000-\u0008\u000b-\u001f\ue000-\uf8ff](?=\s)/;
/** More than this is a drawing's hatching, not the sides of cells. */
const uprightRulesMax = 600;
/** Dots that lead the eye to the next cell. */
const leaders = /\s*(?:\.\s?){4,}$/;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

export interface PageText {
  items: PageItem[];
  /** Characters that were drawn in fonts that don't say which they are. */
  undecodedCharacters: number;
}

/** The lines and tables of a page, in reading order; text that runs another way than most of it comes last. */
export function readLines(runs: Run[], rules: Rectangle[], page: number, size: PageSize): PageText {
  const byDirection = new Map<Direction, Run[]>();
  for (const run of runs) {
    const group = byDirection.get(run.direction);
    if (group) group.push(run);
    else byDirection.set(run.direction, [run]);
  }
  const length = (group: Run[]) => group.reduce((sum, run) => sum + run.text.length, 0);
  const groups = [...byDirection].sort(([, a], [, b]) => length(b) - length(a));
  const read: PageText = { items: [], undecodedCharacters: 0 };
  for (const [i, [direction, group]] of groups.entries()) {
    const reader = new DirectionReader(direction, i === 0 && direction !== "askew", page, size, read);
    reader.read(
      group,
      rules.map((rule) => turnRectangle(direction, rule, size)),
    );
  }
  return read;
}

/** Reads what runs in one direction. */
class DirectionReader {
  private readonly direction: Direction;
  private readonly isMain: boolean;
  private readonly page: number;
  private readonly size: PageSize;
  private readonly out: PageText;

  constructor(direction: Direction, isMain: boolean, page: number, size: PageSize, out: PageText) {
    this.direction = direction;
    this.isMain = isMain;
    this.page = page;
    this.size = size;
    this.out = out;
  }

  read(runs: Run[], rules: Rectangle[]): void {
    const upright = rules.filter((rule) => rule.bottom - rule.top > rule.right - rule.left);
    const segments = joinRuns(runs, upright.length <= uprightRulesMax ? upright : []);
    if (!this.isMain) {
      for (const row of rowsOf(segments)) this.addLine(row, this.nextRegion());
      return;
    }
    const toCell = (cell: Segment[]) => this.toCell(cell);
    const { tables, rest } = findGrids(segments, rules, toCell);
    const placed: ((Segment & Placed) | TableOnPage)[] = [...rest.map(toPlaced), ...tables];
    const isRightToLeft = isMostlyRightToLeft(runs);
    for (const region of orderRegions<(Segment & Placed) | TableOnPage>(placed, isRightToLeft)) {
      const number = this.nextRegion();
      for (const stretch of splitAtTables(region)) {
        if ("kind" in stretch) this.addTable(stretch, number);
        else
          for (const part of findAlignedTables(toRows(stretch), toCell))
            if ("table" in part) this.addTable(part.table, number);
            else this.addLine(part.row, number);
      }
    }
  }

  private nextRegion(): number {
    return (this.out.items.at(-1)?.region ?? -1) + 1;
  }

  private addLine(segments: Segment[], region: number): void {
    const runs = segments.flatMap((segment) => segment.runs);
    const text = this.decode(textOf(runs));
    const box = around(segments);
    const longest = runs.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    if (!text || !box) return;
    const line: Line = {
      kind: "line",
      text,
      page: this.page,
      region,
      left: box.left,
      right: box.right,
      baseline: Math.max(...segments.map((segment) => segment.baseline)),
      fontSize: Math.round(longest.size * 2) / 2,
      fontName: longest.font,
      isUpright: this.isMain,
      box: this.share(box),
    };
    this.out.items.push(line);
  }

  private addTable(table: TableOnPage, region: number): void {
    const rows = table.rows.map((row) => row.map(({ text, box }) => ({ text, box: box && this.share(box) })));
    this.out.items.push({ kind: "table", page: this.page, region, rows });
  }

  private toCell(segments: Segment[]): TableCell {
    const lines = rowsOf(segments).map((row) => this.decode(textOf(row.flatMap((segment) => segment.runs))));
    return { text: lines.filter(Boolean).join(" ").replace(leaders, ""), box: around(segments) };
  }

  /** The text without characters that stand for none; empty where there are too many. */
  private decode(text: string): string {
    const count = text.match(undecoded)?.length ?? 0;
    if (count === 0) return text;
    if (count > undecodedShareMax * text.length && !symbolBullet.test(text)) {
      this.out.undecodedCharacters += text.length;
      return "";
    }
    return text.replace(symbolBullet, "•").replace(undecoded, "").replace(/\s+/g, " ").trim();
  }

  private share(box: Rectangle): ShareBox {
    const { left, top, right, bottom } = turnBack(this.direction, box, this.size);
    return toShares(
      left / this.size.width,
      top / this.size.height,
      right / this.size.width,
      bottom / this.size.height,
    );
  }
}

/** Within the page, with four decimals: a tenth of a point on A4. */
export function toShares(left: number, top: number, right: number, bottom: number): ShareBox {
  const clamp = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000;
  const [x, y] = [clamp(left), clamp(top)];
  return [x, y, clamp(clamp(right) - x), clamp(clamp(bottom) - y)];
}

const toPlaced = (segment: Segment): Segment & Placed =>
  Object.assign(segment, {
    letters: segment.runs.reduce((sum, { text }) => sum + text.length + (text.match(wide)?.length ?? 0), 0),
  });

/** A region's text, parted by the tables that were drawn in it. */
function splitAtTables(region: (Segment | TableOnPage)[]): (Segment[] | TableOnPage)[] {
  const parts: (Segment[] | TableOnPage)[] = [];
  let left = region.filter((item): item is Segment => !("kind" in item));
  const tables = region.filter((item): item is TableOnPage => "kind" in item);
  for (const table of tables.toSorted((a, b) => a.top - b.top)) {
    parts.push(
      left.filter((segment) => segment.baseline <= table.top + segment.size / 2),
      table,
    );
    left = left.filter((segment) => segment.baseline > table.top + segment.size / 2);
  }
  return [...parts, left];
}

/** The lines of a stretch of text; what's raised beside a line belongs to it. */
function toRows(segments: Segment[]): Segment[][] {
  const rows: Segment[][] = [];
  for (const row of rowsOf(segments)) {
    const above = rows.at(-1);
    if (above && (isRaised(row, above) || isRaised(above, row))) above.push(...row);
    else rows.push(row);
  }
  for (const row of rows) row.sort((a, b) => a.left - b.left);
  return rows;
}

/** Smaller text whose middle is within a line: footnote marks, exponents, ™. */
function isRaised(small: Segment[], line: Segment[]): boolean {
  const [a, b] = [around(small), around(line)];
  if (!a || !b) return false;
  const height = b.bottom - b.top;
  const middle = (a.top + a.bottom) / 2;
  const isSmaller =
    Math.max(...small.map(({ size }) => size)) < 0.85 * Math.max(...line.map(({ size }) => size));
  return isSmaller && middle > b.top - 0.1 * height && middle < b.bottom + 0.1 * height;
}
