import type { Line } from "./read-lines.ts";

const pagesMin = 4;
const shareMin = 0.3;
const timesMin = 3;
/** Headers and footers stand among this many outermost lines of a page. */
const depth = 2;

/**
 * Leaves out page numbers and the headers and footers that are repeated from page to page, but for the first of each, which
 * may be the only place where a title stands. Returns how many lines went.
 */
export function dropRunningLines(pages: Line[][]): { pages: Line[][]; dropped: number } {
  if (pages.length < pagesMin) return { pages, dropped: 0 };
  const times = new Map<string, number>();
  for (const page of pages) {
    for (const key of new Set(outermost(page).map(keyOf))) times.set(key, (times.get(key) ?? 0) + 1);
  }
  const runs = (key: string) => (times.get(key) ?? 0) >= Math.max(timesMin, shareMin * pages.length);
  const seen = new Set<string>();
  let dropped = 0;
  const kept = pages.map((page) => {
    const outer = new Set(outermost(page));
    return page.filter((line) => {
      const key = keyOf(line);
      if (!outer.has(line) || !runs(key)) return true;
      const isFirst = !seen.has(key) && /\p{L}{3}/u.test(line.text);
      seen.add(key);
      if (!isFirst) dropped += 1;
      return isFirst;
    });
  });
  return { pages: kept, dropped };
}

function outermost(page: Line[]): Line[] {
  if (page.length <= 2 * depth) return page;
  const byHeight = page.toSorted((a, b) => b.y - a.y);
  return [...byHeight.slice(0, depth), ...byHeight.slice(-depth)];
}

/** The same header with its own page number is the same header; with any other number it's something else. */
const keyOf = (line: Line) =>
  line.text.replace(/^\d+\b|\b\d+$/g, (number) => `#${Number(number) - line.page}`);
