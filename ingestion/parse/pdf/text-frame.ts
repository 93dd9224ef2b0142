import type { Rectangle } from "./matrix.ts";

/** Which way a text runs on the page as displayed, in degrees clockwise; "askew" for what runs along neither edge. */
export type Direction = 0 | 90 | 180 | 270 | "askew";

export interface PageSize {
  width: number;
  height: number;
}

/**
 * A page turned so that text of one direction runs from left to right and its lines from top to bottom, as all that is done
 * with lines expects. Vertical Japanese is text that runs down (90), whose lines go to the left.
 */
export function turnPoint(direction: Direction, x: number, y: number, page: PageSize): [number, number] {
  if (direction === 90) return [y, page.width - x];
  if (direction === 180) return [page.width - x, page.height - y];
  if (direction === 270) return [page.height - y, x];
  return [x, y];
}

/** A rectangle of the page as displayed, turned likewise. */
export function turnRectangle(direction: Direction, box: Rectangle, page: PageSize): Rectangle {
  const [u0, v0] = turnPoint(direction, box.left, box.top, page);
  const [u1, v1] = turnPoint(direction, box.right, box.bottom, page);
  return { left: Math.min(u0, u1), right: Math.max(u0, u1), top: Math.min(v0, v1), bottom: Math.max(v0, v1) };
}

/** The way back: a rectangle of the turned page on the page as displayed. */
export function turnBack(direction: Direction, box: Rectangle, page: PageSize): Rectangle {
  const { width, height } = page;
  if (direction === 90)
    return { left: width - box.bottom, right: width - box.top, top: box.left, bottom: box.right };
  if (direction === 180)
    return {
      left: width - box.right,
      right: width - box.left,
      top: height - box.bottom,
      bottom: height - box.top,
    };
  if (direction === 270)
    return { left: box.top, right: box.bottom, top: height - box.right, bottom: height - box.left };
  return box;
}
