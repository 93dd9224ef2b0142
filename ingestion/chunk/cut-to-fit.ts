import type { TextMeasure } from "./measure-text.ts";
import type { TextRange } from "./text-range.ts";

const words = new Intl.Segmenter("und", { granularity: "word" });
/** No word that is worth keeping whole is longer. */
const wordCharsMax = 64;

/** A stretch without better places to cut, between words, or where a single word is too long, between characters. */
export function cutToFit(range: TextRange, { text, measure }: TextMeasure, tokensMax: number): TextRange[] {
  const ranges: TextRange[] = [];
  let { start } = range;
  while (measure(start, range.end) > tokensMax) {
    const end = wordEndBefore(text, start, longestFit(start, range.end, measure, tokensMax));
    ranges.push({ start, end });
    start = end;
  }
  ranges.push({ start, end: range.end });
  return ranges;
}

function longestFit(start: number, end: number, measure: TextMeasure["measure"], tokensMax: number): number {
  let low = start + 1;
  let high = end;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(start, middle) <= tokensMax) low = middle;
    else high = middle - 1;
  }
  return low;
}

function wordEndBefore(text: string, start: number, limit: number): number {
  const from = Math.max(start, limit - wordCharsMax);
  const at = words.segment(text.slice(from, limit + wordCharsMax)).containing(limit - from)?.index ?? 0;
  if (at > 0) return from + at;
  // Never in the middle of a surrogate pair.
  const isPairCut =
    /[\uD800-\uDBFF]/.test(text[limit - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[limit] ?? "");
  if (!isPairCut) return limit;
  return limit - 1 > start ? limit - 1 : limit + 1;
}
