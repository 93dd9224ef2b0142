import type { OPS } from "unpdf/pdfjs";
import { type FontFace, GlyphReader, type Run } from "./glyph-reader.ts";
import { type Matrix, multiply, type Rectangle, transformRectangle } from "./matrix.ts";
import { readRules } from "./read-rules.ts";
import { type PageSize, turnBack } from "./text-frame.ts";

export type Operators = typeof OPS;

/** What stands on a page, on the page as displayed. */
export interface PageMarks {
  runs: Run[];
  /** Thin lines along the page's edges: frames of tables and cells. */
  rules: Rectangle[];
  pictures: Rectangle[];
  /** Shapes with curves, which outlined letters are made of. */
  curvedShapes: number;
  /** Letters that nobody sees, and that were left out. */
  hiddenLetters: number;
}

interface PageToInterpret {
  operators: { fnArray: number[]; argsArray: unknown[] };
  ops: Operators;
  /** From PDF's coordinates to the page as displayed. */
  transform: Matrix;
  size: PageSize;
  fontOf(name: string): FontFace | null;
  normalize(text: string): string;
  isLayerVisible(layer: unknown): boolean;
}

/** A page with more lines than this is a drawing. */
const rulesMax = 5000;
/** Lighter than this in each of red, green and blue can't be read on white. */
const lightMin = 0xf4;
const fontSizeMin = 1;
const invisibleMode = 3;
/** A picture that covers this much of the page is the page itself, scanned; text without ink over it is its OCR layer. */
export const scannedShareMin = 0.5;

interface GraphicsState {
  matrix: Matrix;
  fillColor: string;
  fillAlpha: number;
}

/**
 * Carries out a page's drawing operations as far as text, pictures and lines go. Text that nobody sees is left out and counted:
 * without ink (but for the OCR layer of a scanned page), white on white, too small, off the page, or on a layer that is switched
 * off. It's a way to put words into an index, and into a model's prompt, that no reader of the page would find.
 */
export function interpretPage(page: PageToInterpret): PageMarks {
  const { ops, size } = page;
  const { fnArray, argsArray } = page.operators;
  const marks: PageMarks = { runs: [], rules: [], pictures: [], curvedShapes: 0, hiddenLetters: 0 };
  const withoutInk: Run[] = [];
  const painted: Rectangle[] = [];
  const glyphs = new GlyphReader(size, page.normalize);
  const stack: GraphicsState[] = [];
  const layers: boolean[] = [];
  let isPaintedOver = false;
  let state: GraphicsState = { matrix: page.transform, fillColor: "#000000", fillAlpha: 1 };

  const isHidden = (run: Run): boolean => {
    const box = turnBack(run.direction, boxOf(run), size);
    if (run.size < fontSizeMin || state.fillAlpha === 0 || layers.includes(false)) return true;
    if (box.right < 0 || box.left > size.width || box.bottom < 0 || box.top > size.height) return true;
    if (!isLight(state.fillColor) || isPaintedOver) return false;
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    return !painted.some((it) => x >= it.left && x <= it.right && y >= it.top && y <= it.bottom);
  };
  const restore = () => {
    state = stack.pop() ?? state;
    glyphs.restore();
  };
  const save = () => {
    stack.push({ ...state });
    glyphs.save();
  };

  for (let i = 0; i < fnArray.length; i++) {
    const args = (argsArray[i] ?? []) as unknown[];
    switch (fnArray[i]) {
      case ops.showText: {
        for (const run of glyphs.read(args[0] as unknown[], state.matrix)) {
          if (isHidden(run)) marks.hiddenLetters += countLetters(run);
          else if (glyphs.state.renderMode === invisibleMode) withoutInk.push(run);
          else marks.runs.push(run);
        }
        break;
      }
      case ops.setTextMatrix:
        glyphs.setMatrix(args[0] as ArrayLike<number>);
        break;
      case ops.moveText:
        glyphs.move(Number(args[0]), Number(args[1]));
        break;
      case ops.setLeadingMoveText:
        glyphs.state.leading = -Number(args[1]);
        glyphs.move(Number(args[0]), Number(args[1]));
        break;
      case ops.nextLine:
        glyphs.nextLine();
        break;
      case ops.setFont:
        glyphs.setFont(String(args[0]), page.fontOf(String(args[0])), Number(args[1]));
        break;
      case ops.setCharSpacing:
        glyphs.state.charSpacing = Number(args[0]);
        break;
      case ops.setWordSpacing:
        glyphs.state.wordSpacing = Number(args[0]);
        break;
      case ops.setHScale:
        glyphs.state.scale = Number(args[0]) / 100;
        break;
      case ops.setLeading:
        glyphs.state.leading = Number(args[0]);
        break;
      case ops.setTextRise:
        glyphs.state.rise = Number(args[0]);
        break;
      case ops.setTextRenderingMode:
        glyphs.state.renderMode = Number(args[0]);
        break;
      case ops.beginText:
        glyphs.setMatrix([1, 0, 0, 1, 0, 0]);
        break;
      case ops.save:
        save();
        break;
      case ops.restore:
        restore();
        break;
      case ops.transform:
        state.matrix = multiply(state.matrix, args as number[]);
        // With `maxImageSize: 0` pdf.js leaves pictures out: what's left is a transformation that nothing is drawn in.
        if (fnArray[i + 1] === ops.restore) addPicture(transformRectangle(state.matrix, 0, 0, 1, 1));
        break;
      case ops.paintFormXObjectBegin:
        save();
        if (args[0]) state.matrix = multiply(state.matrix, args[0] as number[]);
        break;
      case ops.paintFormXObjectEnd:
        restore();
        break;
      case ops.beginAnnotation:
        stack.length = 0;
        state = { matrix: page.transform, fillColor: "#000000", fillAlpha: 1 };
        save();
        for (const matrix of [args[2], args[3]])
          if (matrix) state.matrix = multiply(state.matrix, matrix as number[]);
        break;
      case ops.endAnnotation:
        restore();
        break;
      case ops.setFillRGBColor:
        state.fillColor = String(args[0]);
        break;
      case ops.setFillColorN:
        state.fillColor = "pattern";
        break;
      case ops.setGState:
        for (const [key, value] of (args[0] ?? []) as [string, unknown][]) {
          if (key === "ca") state.fillAlpha = Number(value);
          if (key === "Font" && Array.isArray(value))
            glyphs.setFont(String(value[0]), page.fontOf(String(value[0])), Number(value[1]));
        }
        break;
      case ops.constructPath:
        addPath(
          args[0] as number,
          (args[1] as (Float32Array | null)[])[0] ?? null,
          args[2] as ArrayLike<number> | null,
        );
        break;
      case ops.shadingFill:
        isPaintedOver = true;
        break;
      case ops.beginMarkedContentProps:
        layers.push(args[0] !== "OC" || page.isLayerVisible(args[1]));
        break;
      case ops.beginMarkedContent:
        layers.push(true);
        break;
      case ops.endMarkedContent:
        layers.pop();
        break;
    }
  }
  const covered = pictureShare(marks.pictures, size);
  if (covered >= scannedShareMin) marks.runs = marks.runs.concat(withoutInk);
  else for (const run of withoutInk) marks.hiddenLetters += countLetters(run);
  return marks;

  function addPicture(box: Rectangle): void {
    marks.pictures.push(box);
    painted.push(box);
  }

  function addPath(paint: number, path: Float32Array | null, extent: ArrayLike<number> | null): void {
    if (!path || !extent || paint === ops.endPath) return;
    const isFilled = paint !== ops.stroke && paint !== ops.closeStroke;
    if (isFilled && state.fillAlpha > 0 && !isLight(state.fillColor)) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = Array.from(extent);
      painted.push(transformRectangle(state.matrix, x0, y0, x1, y1));
    }
    const rules = readRules(path, state.matrix, isFilled);
    if (!rules) marks.curvedShapes += 1;
    else if (marks.rules.length < rulesMax) marks.rules.push(...rules);
  }
}

const countLetters = (run: Run) => run.text.match(/\p{L}/gu)?.length ?? 0;

/** Where a run's letters stand, on the turned page. */
export function boxOf({ left, right, baseline, size, ascent, descent }: Run): Rectangle {
  return { left, right, top: baseline - ascent * size, bottom: baseline + descent * size };
}

function isLight(color: string): boolean {
  if (!/^#[\da-f]{6}$/i.test(color)) return false;
  const value = Number.parseInt(color.slice(1), 16);
  return Math.min(value >> 16, (value >> 8) & 255, value & 255) >= lightMin;
}

/** How much of the page pictures cover, 0 to 1; overlaps count twice, up to the whole. */
export function pictureShare(pictures: Rectangle[], { width, height }: PageSize): number {
  let area = 0;
  for (const { left, right, top, bottom } of pictures)
    area +=
      Math.max(0, Math.min(width, right) - Math.max(0, left)) *
      Math.max(0, Math.min(height, bottom) - Math.max(0, top));
  return Math.min(1, area / Math.max(1, width * height));
}
