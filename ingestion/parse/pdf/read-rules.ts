import { type Matrix, type Rectangle, transformRectangle } from "./matrix.ts";

/** A rule is no thicker, and longer than a letter's stroke. */
const thicknessMax = 2.5;
const lengthMin = 6;
/** The numbers by which pdf.js writes what a path is made of, and how many numbers follow each. */
const moveTo = 0;
const lineTo = 1;
const cubicCurve = 2;
const quadraticCurve = 3;
const lengths: Record<number, number> = { [moveTo]: 2, [lineTo]: 2, [cubicCurve]: 6, [quadraticCurve]: 4 };

/**
 * The upright and level lines of a path, on the page as displayed, from which tables are framed: a thin filled rectangle is
 * one, a larger one is its four sides. Null for a path with curves, which is a drawing, or a letter.
 */
export function readRules(path: Float32Array, matrix: Matrix, isFilled: boolean): Rectangle[] | null {
  const sides: Rectangle[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (let at = 0; at < path.length; ) {
    const operation = path[at] ?? 0;
    if (operation === cubicCurve || operation === quadraticCurve) return null;
    const isMove = operation === moveTo;
    const isLine = operation === lineTo;
    const toX = isMove || isLine ? (path[at + 1] ?? 0) : startX;
    const toY = isMove || isLine ? (path[at + 2] ?? 0) : startY;
    if (isMove) [startX, startY] = [toX, toY];
    else sides.push(transformRectangle(matrix, x, y, toX, toY));
    [x, y] = [toX, toY];
    at += 1 + (lengths[operation] ?? 0);
  }
  if (!isFilled) return sides.filter(isRule);
  const whole = around(sides);
  if (whole && isRule(whole)) return [whole];
  return sides.length <= 5 ? sides.filter(isRule) : [];
}

/** The rectangle around rectangles; null around none. */
export function around(boxes: Iterable<Rectangle>): Rectangle | null {
  let all: Rectangle | null = null;
  for (const { left, right, top, bottom } of boxes) {
    if (!all) all = { left, right, top, bottom };
    else {
      all.left = Math.min(all.left, left);
      all.right = Math.max(all.right, right);
      all.top = Math.min(all.top, top);
      all.bottom = Math.max(all.bottom, bottom);
    }
  }
  return all;
}

function isRule({ left, right, top, bottom }: Rectangle): boolean {
  const width = right - left;
  const height = bottom - top;
  return Math.min(width, height) <= thicknessMax && Math.max(width, height) >= lengthMin;
}
