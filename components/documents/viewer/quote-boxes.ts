import type { TextBox } from "@/lib/document";

/** A rectangle on a page: left, top, width and height as shares of the page, from its upper left corner. */
export interface PageBox {
  page: number;
  left: number;
  top: number;
  width: number;
  height: number;
  /** What of the quote stands in it. */
  text: string;
}

/** Scripts that are written from right to left: there a line begins at its right edge. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * Where a quote, `text.slice(start, end)`, stands on its pages: the boxes of its lines. A line that the quote covers in part
 * gives the part that its letters take up, taking each for as wide as any other. Empty where no box holds any of it.
 */
export function quoteBoxes(text: string, boxes: readonly TextBox[], start: number, end: number): PageBox[] {
  return boxes.flatMap(([from, to, page, left, top, width, height]) => {
    const [quoteFrom, quoteTo] = [Math.max(from, start), Math.min(to, end)];
    const quoted = text.slice(quoteFrom, quoteTo);
    if (quoteTo <= quoteFrom || quoted.trim() === "") return [];
    const before = ((quoteFrom - from) / (to - from)) * width;
    const after = ((to - quoteTo) / (to - from)) * width;
    const isRtl = rightToLeft.test(text.slice(from, to));
    const place = { left: left + (isRtl ? after : before), top, width: width - before - after, height };
    return [{ page, ...place, text: quoted }];
  });
}
