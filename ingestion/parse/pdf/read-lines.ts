/** The parts of pdf.js's text items that are used here. */
export interface TextItem {
  str: string;
  dir: string;
  width: number;
  transform: number[];
  fontName: string;
  hasEOL: boolean;
}

/** A line of a page as it was set. Distances are in points; y grows upwards. */
export interface Line {
  text: string;
  page: number;
  left: number;
  right: number;
  y: number;
  /** Of most of its characters, the size rounded to half a point. */
  fontSize: number;
  fontName: string;
  /** False for stamps and axis labels that run up or down the page. */
  isUpright: boolean;
}

/** A gap wider than this part of the font size is a space, where the file wrote none. */
const spaceWidth = 0.2;
/** A line with more control characters than this is in a font that doesn't say which letters it draws. */
const undecodedShareMax = 0.2;
// biome-ignore lint/suspicious/noControlCharactersInRegex: fonts without a character map come out as control characters
const control = /[\u0000-\u0008\u000b-\u001f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a symbol font's bullet
const controlBullet = /^[\u0000-\u0008\u000b-\u001f](?=\s)/;

/** The lines of a page in the order in which the file draws them, which is the reading order in nearly all files. */
export function readLines(items: TextItem[], page: number): Line[] {
  const lines: Line[] = [];
  let open: TextItem[] = [];
  for (const item of items) {
    if (item.str) open.push(item);
    if (!item.hasEOL) continue;
    lines.push(...toLine(open, page));
    open = [];
  }
  lines.push(...toLine(open, page));
  return lines;
}

function toLine(items: TextItem[], page: number): Line[] {
  const visible = items.filter((item) => item.str.trim());
  const first = visible[0];
  if (!first) return [];
  const text = textOf(items);
  if ((text.match(control)?.length ?? 0) > undecodedShareMax * text.length) return [];
  const longest = visible.reduce((a, b) => (b.str.length > a.str.length ? b : a));
  return [
    {
      text: text.replace(controlBullet, "•").replace(control, "").replace(/\s+/g, " ").trim(),
      page,
      left: Math.min(...visible.map(leftOf)),
      right: Math.max(...visible.map((item) => leftOf(item) + item.width)),
      y: first.transform[5] ?? 0,
      fontSize: Math.round(sizeOf(longest) * 2) / 2,
      fontName: longest.fontName,
      isUpright: Math.abs(first.transform[1] ?? 0) < 0.3 * sizeOf(first),
    },
  ];
}

function textOf(items: TextItem[]): string {
  let text = "";
  let previous: TextItem | undefined;
  for (const item of items) {
    const isApart = previous && gapBetween(previous, item) > spaceWidth * sizeOf(item);
    if (isApart && !/\s$/.test(text) && !/^\s/.test(item.str)) text += " ";
    text += item.str;
    previous = item;
  }
  return text.trim();
}

/** The empty stretch between two items, whichever of them is left of the other: Arabic runs leftwards. */
function gapBetween(a: TextItem, b: TextItem): number {
  return Math.max(leftOf(b) - (leftOf(a) + a.width), leftOf(a) - (leftOf(b) + b.width));
}

const leftOf = (item: TextItem) => item.transform[4] ?? 0;
const sizeOf = (item: TextItem) => Math.hypot(item.transform[2] ?? 0, item.transform[3] ?? 0);
