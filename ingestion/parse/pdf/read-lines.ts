/** The parts of pdf.js's text items that are used here. */
export interface TextItem {
  str: string;
  dir: string;
  width: number;
  transform: number[];
  hasEOL: boolean;
}

/** A line of a page as it was set. Distances are in points; y grows upwards. */
export interface Line {
  text: string;
  page: number;
  left: number;
  right: number;
  y: number;
  /** Of most of its characters, rounded to half a point. */
  fontSize: number;
}

/** A gap wider than this part of the font size is a space, where the file wrote none. */
const spaceWidth = 0.2;

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
  let text = "";
  let previous: TextItem | undefined;
  const charactersBySize = new Map<number, number>();
  for (const item of items) {
    if (previous && gapBetween(previous, item) > spaceWidth * sizeOf(item) && !/\s$/.test(text) && !/^\s/.test(item.str))
      text += " ";
    text += item.str;
    const size = Math.round(sizeOf(item) * 2) / 2;
    charactersBySize.set(size, (charactersBySize.get(size) ?? 0) + item.str.trim().length);
    previous = item;
  }
  const visible = items.filter((item) => item.str.trim());
  const first = visible[0];
  if (!first) return [];
  const [fontSize = 0] = [...charactersBySize].sort((a, b) => b[1] - a[1])[0] ?? [];
  const left = Math.min(...visible.map(leftOf));
  const right = Math.max(...visible.map((item) => leftOf(item) + item.width));
  return [{ text: text.replace(/\s+/g, " ").trim(), page, left, right, y: first.transform[5] ?? 0, fontSize }];
}

/** The empty stretch between two items, whichever of them is left of the other: Arabic runs leftwards. */
function gapBetween(a: TextItem, b: TextItem): number {
  return Math.max(leftOf(b) - (leftOf(a) + a.width), leftOf(a) - (leftOf(b) + b.width));
}

const leftOf = (item: TextItem) => item.transform[4] ?? 0;
const sizeOf = (item: TextItem) => Math.hypot(item.transform[2] ?? 0, item.transform[3] ?? 0);
