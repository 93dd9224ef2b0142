/**
 * The end of an entry: leaders, and the page that they lead to. Dots may stand apart, as in "Notices . . . . vii". It's looked for at the
 * beginning of leaders alone: from each of them on, a line of 8,000 to write on took .3 s to find nothing.
 */
const entryEnd =
  /(?:(?<![.·_]\s?)[.·_](?:\s?[.·_]){3,}|(?<!…\s?)…(?:\s?…)+)\s?(\d{1,4}(?![\d.,%])|[ivxlc]+\b)/g;
/** What any entry has, looked for first because few texts have one. */
const hasLeader = /[.·_](?:\s?[.·_]){3}|…\s?…/;

const entriesMin = 3;
/** Pages rise from entry to entry; where two columns were read as one, they fall now and then. */
const risingShareMin = 0.8;
/** A list with leaders is no table of contents where what they lead to is no page: prices, codes. */
const pageMax = 2_000;

/**
 * The lines of a text that are a table of contents: they name what stands elsewhere and say nothing of it. Told by leaders and by the pages
 * that these lead to, at least three of them, rising. In the four of `documents/`' files with leaders all 33 chunks of tables of contents
 * are found, and none of the 23 of a list of substances whose leaders lead to codes (2026-11).
 */
export function findContents(text: string): { start: number; end: number }[] {
  if (!hasLeader.test(text)) return [];
  const entries = [...text.matchAll(entryEnd)];
  const pages = entries.map(([, page]) => Number(page)).filter((page) => !Number.isNaN(page));
  const rising = pages.filter((page, i) => i > 0 && page >= (pages[i - 1] ?? 0)).length;
  const isContents =
    pages.length >= entriesMin &&
    rising >= risingShareMin * (pages.length - 1) &&
    Math.max(...pages) <= pageMax;
  if (!isContents) return [];
  const lines = entries.map(({ index, 0: found }) => {
    const start = text.lastIndexOf("\n", index) + 1;
    const end = text.indexOf("\n", index + found.length);
    return { start, end: end < 0 ? text.length : end };
  });
  return lines.filter(({ end }, i) => end !== lines[i - 1]?.end);
}
