import type { Line, PageItem } from "./line.ts";

/** Headers and footers stand among this many outermost lines of a page. */
const depth = 2;
/** A line runs on at least this many pages, and this share of them … */
const timesMin = 3;
const shareMin = 0.3;
/** … or on pages that follow each other, but for one between, at the same height: a chapter's own header. */
const pageGapMax = 2;
const heightTolerance = 0.005;
/** A document with fewer pages has no running lines that could be told from others. */
const pagesMin = 4;
/** Page numbers go up from page to page; one may be misread. */
const regularShareMin = 0.9;

interface Sighting {
  page: number;
  top: number;
  number: number | null;
  /** Nothing but a number. */
  isAlone: boolean;
}

/**
 * Leaves out page numbers and the headers and footers that are repeated from page to page, but for the first of each, which
 * may be the only place where a title stands. Returns how many lines went.
 */
export function dropRunningLines(pages: PageItem[][]): { pages: PageItem[][]; dropped: number } {
  if (pages.length < pagesMin) return { pages, dropped: 0 };
  const outer = pages.map((page) => new Set(outermost(page)));
  const sightings = new Map<string, Sighting[]>();
  for (const lines of outer) {
    const onPage = new Map([...lines].map((line) => [keyOf(line), line]));
    for (const [key, line] of onPage) {
      const seen = sightings.get(key);
      const sighting = { page: line.page, top: line.box[1], ...numberIn(line.text) };
      if (seen) seen.push(sighting);
      else sightings.set(key, [sighting]);
    }
  }
  const running = new Set(
    [...sightings].filter(([, seen]) => isRunning(seen, pages.length)).map(([key]) => key),
  );
  const kept = new Set<string>();
  let dropped = 0;
  const left = pages.map((page, i) =>
    page.filter((line) => {
      if (line.kind !== "line" || !outer[i]?.has(line)) return true;
      const key = keyOf(line);
      if (!running.has(key)) return true;
      const isFirst = !kept.has(key) && /\p{L}{3}/u.test(line.text);
      kept.add(key);
      if (!isFirst) dropped += 1;
      return isFirst;
    }),
  );
  return { pages: left, dropped };
}

function outermost(page: PageItem[]): Line[] {
  const lines = page.filter((item) => item.kind === "line");
  if (lines.length <= 2 * depth) return lines;
  const byHeight = lines.toSorted((a, b) => a.box[1] - b.box[1]);
  return [...byHeight.slice(0, depth), ...byHeight.slice(-depth)];
}

const edgeNumber = /^\d{1,5}\b|\b\d{1,5}$/g;

/** The same header with another number at its beginning or end may be the same header. */
const keyOf = (line: Line) => line.text.replace(edgeNumber, "#");

function numberIn(text: string): Pick<Sighting, "number" | "isAlone"> {
  const [found] = text.match(edgeNumber) ?? [];
  return { number: found === undefined ? null : Number(found), isAlone: found === text };
}

function isRunning(seen: Sighting[], pageCount: number): boolean {
  if (seen.length < timesMin || !isNumberedByPage(seen)) return false;
  return seen.length >= shareMin * pageCount || longestChain(seen) >= timesMin;
}

/**
 * Numbers that go up with the pages, or none: anything else, such as an invoice's number, isn't a page's. A number by itself
 * may leave pages out, as where a chapter's first page has none.
 */
function isNumberedByPage(seen: Sighting[]): boolean {
  const pairs = seen.slice(1).map((sighting, i) => [seen[i] ?? sighting, sighting] as const);
  const regular = pairs.filter(([a, b]) => {
    if (a.number === null || b.number === null) return a.number === b.number;
    return b.number - a.number === b.page - a.page || (a.isAlone && b.number > a.number);
  });
  return regular.length >= regularShareMin * pairs.length;
}

function longestChain(seen: Sighting[]): number {
  let longest = 1;
  let length = 1;
  for (const [i, sighting] of seen.entries()) {
    const before = seen[i - 1];
    const isNext =
      before &&
      sighting.page - before.page <= pageGapMax &&
      Math.abs(sighting.top - before.top) <= heightTolerance;
    length = isNext ? length + 1 : 1;
    longest = Math.max(longest, length);
  }
  return longest;
}
