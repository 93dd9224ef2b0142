import { linesIn, sentencesIn, type TextRange } from "./text-range.ts";

/** What a cut before an atom would part. */
export type Break = "element" | "line" | "sentence" | "clause" | "afterHeading" | "word";

interface Part extends TextRange {
  break: Break;
  /** A line that announces what follows: no chunk ends with it. */
  isHeading: boolean;
}

/**
 * A paragraph's sentences. Where its lines aren't those of a text wrapped to a width, a line's end is a better place to cut than
 * a sentence's, and a short line without a full stop is a heading that nobody marked: the best place to begin.
 */
export function splitParagraph(text: string, paragraph: TextRange): Part[] {
  const lines = linesIn(text, paragraph);
  const isWrapped = lines.length > 1 && areWrapped(lines);
  const blocks = isWrapped ? [paragraph] : lines;
  let isAfterHeading = false;
  return blocks.flatMap((block, i) => {
    const isHeading = !isWrapped && isHeadingLike(text.slice(block.start, block.end));
    const atBlock: Break = isAfterHeading ? "afterHeading" : i === 0 || isHeading ? "element" : "line";
    isAfterHeading = isHeading;
    return sentencesIn(text, block).flatMap((sentence, j) =>
      clausesIn(text, sentence).map((clause, k) => {
        const atSentence = j === 0 ? atBlock : breakAt(text, sentence.start);
        return { ...clause, break: k === 0 ? atSentence : ("clause" as const), isHeading };
      }),
    );
  });
}

/** Three spaces or a tab where one would do are what is left of a line break. */
const wideGap = /(?: {3,}|\t\s*)$/;
const gapChars = 16;

function breakAt(text: string, start: number): Break {
  return wideGap.test(text.slice(Math.max(0, start - gapChars), start)) ? "line" : "sentence";
}

/** Sentences above this are worth taking apart. */
const clauseCharsMin = 240;
const clauseEnd = /[;:；：]\s+|—\s*/g;

/** The clauses of a long sentence, as contracts have them, each with the semicolon at its end. */
function clausesIn(text: string, sentence: TextRange): TextRange[] {
  if (sentence.end - sentence.start < clauseCharsMin) return [sentence];
  const ends = Array.from(
    text.slice(sentence.start, sentence.end).matchAll(clauseEnd),
    (match) => sentence.start + match.index + match[0].length,
  );
  const starts = [sentence.start, ...ends.filter((at) => at < sentence.end)];
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? sentence.end }));
}

/** Wider than any wrapped text. */
const wrappedCharsMax = 120;

/** Wrapped lines are about equally long, but for the last. */
function areWrapped(lines: TextRange[]): boolean {
  const lengths = lines.slice(0, -1).map(({ start, end }) => end - start);
  const longest = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length * 0.95)] ?? 0;
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  return longest <= wrappedCharsMax && mean >= longest * 0.7;
}

const headingCharsMax = 80;

function isHeadingLike(line: string): boolean {
  const trimmed = line.trim();
  return (
    trimmed.length <= headingCharsMax &&
    /^[\p{Lu}\p{N}\p{Lo}=(]/u.test(trimmed) &&
    !/[.,;:!?…。！？]["”’)]*$/u.test(trimmed)
  );
}
