/** A PDF transformation [a b c d e f]: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = [number, number, number, number, number, number];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: ArrayLike<number>): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [ia = 1, ib = 0, ic = 0, id = 1, ie = 0, jf = 0] = [
    inner[0],
    inner[1],
    inner[2],
    inner[3],
    inner[4],
    inner[5],
  ];
  return [
    a * ia + c * ib,
    b * ia + d * ib,
    a * ic + c * id,
    b * ic + d * id,
    a * ie + c * jf + e,
    b * ie + d * jf + f,
  ];
}

/** A rectangle on the page as displayed, in points from its upper left corner. */
export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The upright rectangle around a transformed one. */
export function transformRectangle(m: Matrix, x0: number, y0: number, x1: number, y1: number): Rectangle {
  const xs = [x0, x1].flatMap((x) => [y0, y1].map((y) => m[0] * x + m[2] * y + m[4]));
  const ys = [x0, x1].flatMap((x) => [y0, y1].map((y) => m[1] * x + m[3] * y + m[5]));
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
