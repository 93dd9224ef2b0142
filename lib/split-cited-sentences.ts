import { splitSentences } from "./split-sentences.ts";

/** The spans of a text's sentences, each with the marks that follow its full stop: "… days. [1] Next" ends after the mark. */
export function splitCitedSentences(text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (const { start, end, text: sentence } of splitSentences(text)) {
    const leading = /^(?:\[\d+\]\s*)+/.exec(sentence)?.[0] ?? "";
    const previous = spans.at(-1);
    if (leading && previous) previous.end = start + leading.trimEnd().length;
    if (leading.length < sentence.length) spans.push({ start: start + (previous ? leading.length : 0), end });
  }
  return spans;
}
