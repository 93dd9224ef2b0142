import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";

/**
 * Tokens of a text under OpenAI's o200k_base, which is exact for current OpenAI models and within about a fifth for others.
 * Special tokens in the text are counted as ordinary text, since documents may contain anything.
 */
export function countTokens(text: string): number {
  return countInRuns(text, (part) => countO200k(part, { disallowedSpecial: new Set() }));
}

/** No word of any language is longer; byte pairs are merged in time that grows with the square of a run's length. */
const runCharsMax = 256;

/**
 * Counts a text by `count`, what isn't broken by white space 256 characters at a time, which gives up to one token too many for
 * each. Without this, 16,000 Chinese characters in a row take 1 s, and ten times as many a hundred times as long.
 */
export function countInRuns(text: string, count: (part: string) => number): number {
  let total = 0;
  let from = 0;
  let runStart = 0;
  let isSpaceRun = false;
  for (let i = 0; i < text.length; i++) {
    const isSpace = text.charCodeAt(i) <= 32;
    if (isSpace !== isSpaceRun) {
      isSpaceRun = isSpace;
      runStart = i;
    } else if (i - runStart >= runCharsMax) {
      total += count(text.slice(from, i));
      from = i;
      runStart = i;
    }
  }
  return total + count(from === 0 ? text : text.slice(from));
}
