/** A text of which any stretch can be measured. */
export interface TextMeasure {
  text: string;
  /**
   * Tokens of `text.slice(start, end)`, its words counted one by one: exact where words are parted by single spaces, one in a
   * hundred off where there are wide gaps, and up to a few in a hundred too many where there are none.
   */
  measure(start: number, end: number): number;
}

/**
 * A word with the spaces before and the line breaks after it, which is how byte-level vocabularies part a text before they
 * look anything up, so that the sum over words is the count of the whole. A text without spaces is taken 64 characters at a time.
 */
const word = /[^\S\r\n]*\S{1,64}[\r\n]*|\s+/g;

/**
 * Counts each different word once, so that any stretch is measured by look-ups: counting whole stretches as they were needed
 * took four times as long.
 */
export function measureText(text: string, countTokens: (text: string) => number): TextMeasure {
  const known = new Map<string, number>();
  const count = (part: string) => {
    let tokens = known.get(part);
    if (tokens === undefined) {
      tokens = countTokens(part);
      known.set(part, tokens);
    }
    return tokens;
  };
  const starts: number[] = [];
  /** sums[i]: tokens of the words before the i-th. */
  const sums = [0];
  let sum = 0;
  for (const match of text.matchAll(word)) {
    starts.push(match.index);
    sum += count(match[0]);
    sums.push(sum);
  }
  const wordStart = (i: number) => starts[i] ?? text.length;

  function measure(start: number, end: number): number {
    if (start >= end) return 0;
    const first = lastAtOrBefore(starts, start);
    const last = lastAtOrBefore(starts, end - 1);
    if (first === last) return count(text.slice(start, end));
    const head = count(text.slice(start, wordStart(first + 1)));
    const tail = count(text.slice(wordStart(last), end));
    return head + (sums[last] ?? 0) - (sums[first + 1] ?? 0) + tail;
  }
  return { text, measure };
}

/** The place of the last of the ascending numbers that isn't above `limit`, 0 where all are. */
export function lastAtOrBefore(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
