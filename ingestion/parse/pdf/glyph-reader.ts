import { joinAccent, overlapsAsAccent } from "./join-accent.ts";
import { type Matrix, multiply } from "./matrix.ts";
import { rightToLeft } from "./right-to-left.ts";
import { type Direction, type PageSize, turnPoint } from "./text-frame.ts";

/** A font as pdf.js hands it out. */
export interface FontFace {
  name?: string;
  ascent?: number;
  descent?: number;
  vertical?: boolean;
  isType3Font?: boolean;
  fontMatrix?: number[];
  bbox?: number[];
  defaultVMetrics?: number[];
}

/**
 * Glyphs that are drawn one after another, without a gap as wide as between columns. Positions are those of the page turned so
 * that the text runs to the right (see text-frame.ts).
 */
export interface Run {
  text: string;
  /** Each glyph's text in the order in which they're drawn, where one of them is written from right to left. */
  glyphs: string[] | null;
  direction: Direction;
  left: number;
  right: number;
  baseline: number;
  size: number;
  /** How far letters reach above the baseline and below it. */
  ascent: number;
  descent: number;
  font: string;
  opensWithSpace: boolean;
  endsWithSpace: boolean;
}

/** Gaps in parts of the font size: from this on they're a space, where the file wrote none … */
export const spaceGap = 0.13;
/** … and from this on they may be a column's edge. */
export const columnGap = 0.7;
/** Farther back than this isn't kerning. */
const backwardGap = -0.4;
/** Glyphs set apart by more than this, nearly all of them, are a spaced-out word and not words. */
const trackingMin = 0.1;
/** About ten degrees. */
const askewAngleMin = 0.17;
/** Chinese and Japanese know no spaces between words. */
export const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const isBlank = (text: string) => text === " " || (!isPlain(text) && /^[\s\u00a0\u200b\ufeff]*$/.test(text));
/** A visible character of ASCII, as most are: nothing about it needs to be looked up. */
const isPlain = (text: string) => text.length === 1 && text > " " && text < "\u007f";

interface TextState {
  font: FontFace | null;
  fontName: string;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  rise: number;
  renderMode: number;
  leading: number;
}

interface Glyph {
  unicode?: string;
  width?: number;
  isSpace?: boolean;
  vmetric?: number[] | null;
}

/** Follows PDF's text operators and gives what each of them draws (ISO 32000-2, 9.4). */
export class GlyphReader {
  state: TextState = {
    font: null,
    fontName: "",
    fontSize: 0,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    rise: 0,
    renderMode: 0,
    leading: 0,
  };
  private readonly stack: TextState[] = [];
  private readonly page: PageSize;
  private readonly normalize: (text: string) => string;
  private matrix: ArrayLike<number> = [1, 0, 0, 1, 0, 0];
  private x = 0;
  private y = 0;
  private lineX = 0;
  private lineY = 0;

  constructor(page: PageSize, normalize: (text: string) => string) {
    this.page = page;
    this.normalize = normalize;
  }

  save(): void {
    this.stack.push({ ...this.state });
  }

  restore(): void {
    this.state = this.stack.pop() ?? this.state;
  }

  setMatrix(matrix: ArrayLike<number>): void {
    this.matrix = matrix;
    this.x = this.lineX = this.y = this.lineY = 0;
  }

  move(x: number, y: number): void {
    this.x = this.lineX += x;
    this.y = this.lineY += y;
  }

  nextLine(): void {
    this.move(0, -this.state.leading);
  }

  setFont(name: string, font: FontFace | null, size: number): void {
    Object.assign(this.state, { fontName: font?.name ?? name, font, fontSize: size });
  }

  /** The runs of one operator's glyphs; numbers among them are displacements in thousandths of the font size. */
  read(glyphs: unknown[], graphics: Matrix): Run[] {
    const line = this.lineAt(multiply(graphics, this.matrix));
    const { font, fontSize, charSpacing, wordSpacing, scale } = this.state;
    const isVertical = font?.vertical === true;
    const sense = isVertical || fontSize < 0 ? -1 : 1;
    const unit = (font?.fontMatrix?.[0] || 0.001) * fontSize;
    const gapMax = Math.max(spaceGap, trackingOf(glyphs) + spaceGap / 2);
    const runs: Run[] = [];
    let open: Run | null = null;
    let pen = 0;
    let end = 0;
    let isSpaced = false;
    for (const item of glyphs) {
      if (typeof item === "number") {
        pen += ((isVertical ? item : -item) / 1000) * fontSize;
        continue;
      }
      if (typeof item !== "object" || item === null) continue;
      const glyph = item as Glyph;
      const heightDown = -((glyph.vmetric ?? font?.defaultVMetrics)?.[0] ?? -1000);
      const advance = (isVertical ? heightDown : (glyph.width ?? 0)) * unit;
      const spacing = sense * (charSpacing + (glyph.isSpace ? wordSpacing : 0));
      const unicode = glyph.unicode ?? "";
      if (isBlank(unicode)) {
        pen += advance + spacing;
        isSpaced ||= unicode !== "";
        continue;
      }
      const text = isPlain(unicode) ? unicode : this.normalize(unicode);
      const gap = open && fontSize ? (pen - end) / fontSize : 0;
      const isAccent = open !== null && overlapsAsAccent(open.text, text, gap);
      if (open && !isAccent && (gap > columnGap || gap < backwardGap)) {
        open.endsWithSpace = isSpaced;
        open = null;
      }
      const from = line.start + pen * line.step;
      const to = line.start + (pen + advance) * line.step;
      if (!open) {
        open = { ...line.run, text: "", glyphs: null, left: from, right: to, opensWithSpace: isSpaced };
        runs.push(open);
      } else if (
        isSpaced ||
        (gap > gapMax && !(unspaced.test(text) && unspaced.test(open.text.at(-1) ?? "")))
      ) {
        open.text += " ";
        open.glyphs?.push(" ");
      }
      if (!open.glyphs && !isPlain(text) && rightToLeft.test(text)) open.glyphs = [...open.text];
      open.glyphs?.push(text);
      open.text = isAccent ? joinAccent(open.text, text) : open.text + text;
      open.left = Math.min(open.left, from, to);
      open.right = Math.max(open.right, from, to);
      pen += advance + spacing;
      // Letters set apart are a word; farther apart they are cells, put in their places by this spacing.
      end = Math.abs(spacing) > columnGap * Math.abs(fontSize) ? pen - spacing : pen;
      isSpaced = false;
    }
    if (open) open.endsWithSpace = isSpaced;
    if (isVertical) this.y -= pen;
    else this.x += pen * scale;
    return runs;
  }

  /** Where on the turned page the next glyph stands, how far a unit of text space reaches there, and how its letters are set. */
  private lineAt(m: Matrix): {
    start: number;
    step: number;
    run: Omit<Run, "text" | "glyphs" | "left" | "right">;
  } {
    const { font, fontName, fontSize, scale, rise } = this.state;
    const isVertical = font?.vertical === true;
    const sense = (fontSize < 0 ? -1 : 1) * (scale < 0 ? -1 : 1);
    const direction = isVertical ? directionOf(-m[2], -m[3]) : directionOf(m[0] * sense, m[1] * sense);
    const y = isVertical ? this.y : this.y + rise;
    const [start, baseline] = turnPoint(
      direction,
      m[0] * this.x + m[2] * y + m[4],
      m[1] * this.x + m[3] * y + m[5],
      this.page,
    );
    const step = isVertical
      ? Math.hypot(m[2], m[3])
      : Math.hypot(m[0], m[1]) * Math.abs(scale) * (fontSize < 0 ? -1 : 1);
    const run = {
      direction,
      baseline,
      size: Math.abs(fontSize) * Math.hypot(m[2], m[3]) * sizeFactor(font, fontSize),
      ascent: isVertical ? 0.5 : within(font?.ascent, 0.6, 1, 0.8),
      descent: isVertical ? 0.5 : within(Math.abs(font?.descent ?? 0), 0.1, 0.35, 0.22),
      font: fontName,
      opensWithSpace: false,
      endsWithSpace: false,
    };
    return { start, step, run };
  }
}

function directionOf(x: number, y: number): Direction {
  const angle = (Math.atan2(y, x) + 2 * Math.PI) % (2 * Math.PI);
  const quarter = Math.round(angle / (Math.PI / 2));
  if (Math.abs(angle - quarter * (Math.PI / 2)) > askewAngleMin) return "askew";
  return ([0, 90, 180, 270] as const)[quarter % 4] ?? 0;
}

/** Fonts whose glyphs are drawings (Type 3) are often set at size 1, their true size being in their own matrix. */
function sizeFactor(font: FontFace | null, fontSize: number): number {
  if (!font?.isType3Font || Math.abs(fontSize) > 1 || !font.bbox || !font.fontMatrix) return 1;
  const height = (font.bbox[3] ?? 0) - (font.bbox[1] ?? 0);
  const unit = Math.abs(font.fontMatrix[3] ?? 0);
  return height > 0 && unit > 0 && unit !== 0.001 ? height * unit : 1;
}

/** What a font claims, where it can be believed. */
function within(value: number | undefined, min: number, max: number, usual: number): number {
  return value === undefined || Number.isNaN(value) || value < min || value > max ? usual : value;
}

/** How far apart spaced-out glyphs stand, in font sizes: the middle of the gaps, where nearly every glyph has one. */
function trackingOf(glyphs: unknown[]): number {
  if (glyphs.length < 8) return 0;
  const gaps = glyphs.filter((item) => typeof item === "number" && item < -1000 * trackingMin) as number[];
  if (gaps.length < 0.4 * glyphs.length) return 0;
  return -(gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0) / 1000;
}
