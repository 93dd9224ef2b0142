/** A stretch of one of several texts: `texts[index].slice(start, end)`. */
export interface QuoteSpan {
  index: number;
  start: number;
  end: number;
}

/** Where the page holds less of the quote than this, what it holds is chance. */
const sharedCharsMin = 24;

/** What differs between a parser's text and a page's pieces of text: white space, hyphens at line ends, ligatures, case. */
function squeeze(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\u00ad\u2010\u2011-]+/g, "");
}

/**
 * Finds a quote in the pieces of text that a page is drawn from, whatever white space and hyphens lie between them. Where
 * the page holds only the quote's beginning or end (it runs over a page break), that much. Empty when it isn't there.
 */
export function findQuote(texts: string[], quote: string): QuoteSpan[] {
  const places: { index: number; offset: number }[] = [];
  let squeezed = "";
  texts.forEach((text, index) => {
    let offset = 0;
    for (const character of text) {
      const kept = squeeze(character);
      squeezed += kept;
      for (let i = 0; i < kept.length; i++) places.push({ index, offset });
      offset += character.length;
    }
  });

  const found = locate(squeezed, squeeze(quote));
  if (!found) return [];
  const spans: QuoteSpan[] = [];
  for (const { index, offset } of places.slice(found.start, found.end)) {
    const last = spans.at(-1);
    const characterEnd = offset + (String.fromCodePoint(texts[index]?.codePointAt(offset) ?? 0).length || 1);
    if (last?.index === index) last.end = characterEnd;
    else spans.push({ index, start: offset, end: characterEnd });
  }
  return spans;
}

function locate(page: string, quote: string): { start: number; end: number } | null {
  if (quote === "") return null;
  const whole = page.indexOf(quote);
  if (whole !== -1) return { start: whole, end: whole + quote.length };
  const head = longestShared((length) => page.endsWith(quote.slice(0, length)), quote.length);
  const tail = longestShared((length) => page.startsWith(quote.slice(-length)), quote.length);
  if (Math.max(head, tail) >= sharedCharsMin) {
    return head >= tail ? { start: page.length - head, end: page.length } : { start: 0, end: tail };
  }
  return longestPrefix(page, quote);
}

/** Headers and footers stand between a page's text and its edge, so a quote's beginning is also looked for inside. */
function longestPrefix(page: string, quote: string): { start: number; end: number } | null {
  let best: { start: number; end: number } | null = null;
  for (let length = sharedCharsMin; length <= quote.length; length++) {
    const start = page.indexOf(quote.slice(0, length));
    if (start === -1) break;
    best = { start, end: start + length };
  }
  return best;
}

function longestShared(isShared: (length: number) => boolean, lengthMax: number): number {
  for (let length = lengthMax; length > 0; length--) if (isShared(length)) return length;
  return 0;
}
