import type { ElementKind } from "../element.ts";
import type { Line, PageItem, Table } from "./line.ts";

/** Lines that belong together. */
export interface TextBlock {
  kind: Extract<ElementKind, "heading" | "paragraph" | "list">;
  level?: number;
  lines: Line[];
}

export type Block = TextBlock | Table;

/** Bigger than the body text by this is a heading. */
const headingRatio = 1.15;
const headingCharsMax = 200;
const numberedHeading = /^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\p{Lu}/u;
const bullet = /^(?:[•●▪■◦‣∙·➢✓–—*-]|\d{1,3}[.)]|\(\d{1,2}\)|\(?[a-z][.)])\s+\S/u;
const sentenceEnd = /[.!?:;。！？…]["'”’)\]]*$/u;

/**
 * Groups a document's lines into headings, lists and paragraphs by font size, spacing, indents and bullets, and puts
 * paragraphs together that a column or page break, with or without a table or a heading's figure between, had cut.
 */
export function groupLines(pages: PageItem[][]): Block[] {
  const lines = pages.flatMap((page) => page.filter((item) => item.kind === "line"));
  const letters = (line: Line) => line.text.length;
  const bodySize = mostFrequent(lines, (line) => line.fontSize, letters) ?? 10;
  const bodyFont = mostFrequent(lines, (line) => line.fontName, letters);
  const leading = usualLeading(pages);
  const blocks: Block[] = [];
  for (const page of pages) {
    for (const [i, item] of page.entries()) {
      if (item.kind === "table") {
        blocks.push(item);
        continue;
      }
      const above = page[i - 1];
      const block = blocks.at(-1);
      if (block && block.kind !== "table" && goesOn(block, above, item, leading)) block.lines.push(item);
      else blocks.push({ kind: bullet.test(item.text) ? "list" : "paragraph", lines: [item] });
    }
  }
  markHeadings(blocks, bodySize, bodyFont);
  return mergeLists(blocks);
}

function goesOn(block: TextBlock, above: PageItem | undefined, line: Line, leading: number): boolean {
  const last = block.lines.at(-1);
  if (!last || last.isUpright !== line.isUpright) return false;
  if (above !== last || last.region !== line.region || line.baseline < last.baseline - line.fontSize / 2)
    return isContinuation(last, line);
  return isSameBlock(block, last, line, leading);
}

function isSameBlock(block: TextBlock, above: Line, line: Line, leading: number): boolean {
  if (!isSameSize(above, line)) return false;
  if (line.baseline - above.baseline > leading * line.fontSize * 1.35) return false;
  // "(12)" begins an item, or a line in the middle of a sentence that refers to one.
  if (bullet.test(line.text) && !(line.text.startsWith("(") && !sentenceEnd.test(above.text))) return false;
  if (block.lines.length === 1 && isHeadingAbove(above, line)) return false;
  if (!sentenceEnd.test(above.text)) return true;
  const left = Math.min(...block.lines.slice(1).map((other) => other.left), line.left);
  const isIndented = line.left > left + line.fontSize * 0.8 && block.kind !== "list";
  const right = Math.max(...block.lines.map((other) => other.right));
  const left0 = Math.min(...block.lines.map((other) => other.left));
  const isShortAbove = block.lines.length > 1 && above.right - left0 < (right - left0) * 0.7;
  return !isIndented && !isShortAbove;
}

/** A line in a font of its own that is numbered, or ends well before the line below: a heading right above its text. */
function isHeadingAbove(above: Line, line: Line): boolean {
  if (above.fontName === line.fontName) return false;
  return numberedHeading.test(above.text) || above.right < line.right - 0.25 * (line.right - line.left);
}

/** Whether a line goes on with a sentence that the column or page before it left open. */
function isContinuation(last: Line | undefined, line: Line): boolean {
  if (!last || !isSameSize(last, line) || sentenceEnd.test(last.text)) return false;
  return /^[\p{Ll}(]/u.test(line.text) && !bullet.test(line.text);
}

const isSameSize = (a: Line, b: Line) =>
  Math.abs(a.fontSize - b.fontSize) <= 0.08 * Math.max(a.fontSize, b.fontSize);

/** The distance from line to line in font sizes that most of the document has; 1.2 where there's nothing to measure. */
function usualLeading(pages: PageItem[][]): number {
  const steps = pages.flatMap((page) =>
    page.flatMap((line, i) => {
      const above = page[i - 1];
      if (line.kind !== "line" || above?.kind !== "line" || !isSameSize(above, line)) return [];
      const step = (line.baseline - above.baseline) / line.fontSize;
      return step > 0.8 && step < 3 ? [Math.round(step * 20) / 20] : [];
    }),
  );
  return (
    mostFrequent(
      steps,
      (step) => step,
      () => 1,
    ) ?? 1.2
  );
}

/**
 * Larger than the body: a heading, whose level follows from its size. As large as the body: a heading where it's numbered, or
 * alone on its line in another font and right above body text.
 */
function markHeadings(blocks: Block[], bodySize: number, bodyFont: string | undefined): void {
  const large = blocks.filter((block) => block.kind !== "table").filter((block) => isLarge(block, bodySize));
  const levels = levelBySize(large);
  for (const block of large) {
    block.kind = "heading";
    block.level = levels(sizeOf(block));
  }
  for (const [i, block] of blocks.entries()) {
    if (block.kind === "table" || block.kind === "heading") continue;
    const [line] = block.lines;
    if (!line || block.lines.length > 1 || sentenceEnd.test(line.text)) continue;
    const isAmongItems = [blocks[i - 1], blocks[i + 1]].some((other) => other?.kind === "list");
    const number = line.text.length <= 80 && !isAmongItems ? numberedHeading.exec(line.text)?.[1] : undefined;
    if (!number && !standsOut(line, blocks[i + 1], bodySize, bodyFont)) continue;
    block.kind = "heading";
    block.level = Math.min(6, levels.deepest + (number?.split(".").length ?? 1));
  }
}

function isLarge({ lines }: TextBlock, bodySize: number): boolean {
  const text = lines.map((line) => line.text).join(" ");
  const isShort = lines.length <= 3 && text.length <= headingCharsMax;
  return (
    isShort &&
    /\p{L}/u.test(text) &&
    lines.every((line) => line.isUpright && line.fontSize >= bodySize * headingRatio)
  );
}

function standsOut(
  line: Line,
  next: Block | undefined,
  bodySize: number,
  bodyFont: string | undefined,
): boolean {
  if (!next || next.kind === "table") return false;
  const [below] = next.lines;
  if (!below || line.fontName === bodyFont || below.fontName !== bodyFont) return false;
  const isTextBelow =
    next.kind !== "heading" && next.lines.reduce((sum, other) => sum + other.text.length, 0) >= 60;
  return (
    isTextBelow &&
    line.isUpright &&
    line.fontSize >= bodySize &&
    line.text.length <= 100 &&
    /\p{L}{3}/u.test(line.text)
  );
}

const sizeLevelsMax = 5;

/**
 * A heading's level by its size: the largest is 1, sizes that differ by little are the same. The first page counts only where
 * there's no other, since covers use sizes of their own.
 */
function levelBySize(headings: TextBlock[]): ((size: number) => number) & { deepest: number } {
  const inside = headings.filter((block) => block.lines[0]?.page !== 1);
  const steps: number[] = [];
  for (const size of (inside.length ? inside : headings).map(sizeOf).sort((a, b) => b - a))
    if (size < (steps.at(-1) ?? Infinity) * 0.92) steps.push(size);
  const deepest = Math.min(steps.length, sizeLevelsMax);
  const level = (size: number) => {
    const step = steps.findIndex((other) => size >= other * 0.96);
    return step < 0 ? Math.max(1, deepest) : Math.min(step + 1, sizeLevelsMax);
  };
  return Object.assign(level, { deepest });
}

const sizeOf = (block: TextBlock) => block.lines[0]?.fontSize ?? 0;

/** Items one after another are one list; each keeps its line. */
function mergeLists(blocks: Block[]): Block[] {
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (block.kind === "list" && last?.kind === "list") last.lines.push(...block.lines);
    else merged.push(block);
  }
  return merged;
}

/** Whether a line begins an item of a list. */
export const isBullet = (line: Line) => bullet.test(line.text);

function mostFrequent<T, V>(items: T[], keyOf: (item: T) => V, weightOf: (item: T) => number): V | undefined {
  const weights = new Map<V, number>();
  for (const item of items) weights.set(keyOf(item), (weights.get(keyOf(item)) ?? 0) + weightOf(item));
  return [...weights].sort((a, b) => b[1] - a[1])[0]?.[0];
}
