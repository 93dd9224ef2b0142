import type { TextBox } from "../../lib/document.ts";
import { lastAtOrBefore } from "./measure-text.ts";

/**
 * Gives the boxes of any stretch of the text, cut off at its ends, with offsets from its start plus `shift`. The document's boxes
 * are ascending and don't overlap.
 */
export function boxClipper(
  boxes: TextBox[] | undefined,
): (start: number, end: number, shift: number) => TextBox[] | null {
  if (!boxes?.length) return () => null;
  const starts = boxes.map(([start]) => start);
  return (start, end, shift) => {
    const clipped: TextBox[] = [];
    for (let i = lastAtOrBefore(starts, start); i < boxes.length; i++) {
      const box = boxes[i];
      if (!box || box[0] >= end) break;
      const [boxStart, boxEnd, ...place] = box;
      if (boxEnd <= start) continue;
      clipped.push([
        Math.max(boxStart, start) - start + shift,
        Math.min(boxEnd, end) - start + shift,
        ...place,
      ]);
    }
    return clipped;
  };
}
