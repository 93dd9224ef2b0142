import type { Line } from "./line.ts";
import { toShares } from "./read-lines.ts";
import type { PageRead } from "./read-page.ts";
import type { OcrResult, ScannedLine } from "./scanned-pages.ts";

/** Letters this much higher than the page's usual ones are a heading's; measured heights vary by less. */
const largeRatio = 1.5;
/** Of a line's height, from the tops of its letters to the ends of their tails. */
const baselineShare = 0.8;

/**
 * Has the pages' pictures read and puts the lines in place of whatever text layer they had. Returns null where no OCR is
 * installed. The OCR library is loaded only here: most files need none.
 */
export async function readScanned(
  file: { bytes: Buffer; password?: string },
  numbers: number[],
  pages: PageRead[],
): Promise<(Pick<OcrResult, "warnings"> & { read: number[] }) | null> {
  const { ocrPages } = await import("../ocr/ocr-pages.ts");
  const result = await ocrPages({ ...file, pages: numbers });
  if (!result) return null;
  const read: number[] = [];
  for (const { page: number, lines } of result.pages) {
    const page = pages[number - 1];
    if (!page) continue;
    read.push(number);
    if (lines.some((line) => line.text.trim())) page.items = toLines(lines, page);
  }
  return { read, warnings: result.warnings };
}

/** OCR's lines as a text layer would have them. Their sizes are those of the page's usual line but for much larger ones. */
function toLines(lines: ScannedLine[], { page, size }: PageRead): Line[] {
  const heights = lines.map((line) => line.height).sort((a, b) => a - b);
  const usual = heights[heights.length >> 1] ?? 0;
  let region = 0;
  let above: ScannedLine | undefined;
  return lines.map((line) => {
    if (above && line.top < above.top) region += 1;
    above = line;
    const height = line.height > largeRatio * usual ? line.height : usual;
    return {
      kind: "line",
      text: line.text.replace(/\s+/g, " ").trim(),
      page,
      region,
      left: line.left * size.width,
      right: (line.left + line.width) * size.width,
      baseline: (line.top + baselineShare * line.height) * size.height,
      fontSize: Math.round(2 * baselineShare * height * size.height) / 2,
      fontName: "OCR",
      isUpright: true,
      box: toShares(line.left, line.top, line.left + line.width, line.top + line.height),
    };
  });
}
