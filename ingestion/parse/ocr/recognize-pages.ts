import { availableParallelism } from "node:os";
import { reportProgress } from "../report-progress.ts";
import type { Tesseract } from "./find-tesseract.ts";
import { type OcrPage, readTsv } from "./read-tsv.ts";
import { type Picture, runTesseract } from "./run-tesseract.ts";

export const ocrLimits = {
  /** Pages read of one document; at two seconds a page, a quarter of an hour. */
  pagesMax: 500,
  /** No page is begun after this long. The worker's own last limit on a parse comes later. */
  durationMs: 20 * 60_000,
  concurrency: Math.min(2, availableParallelism()),
};

export interface RecognizedPages {
  pages: Map<number, OcrPage>;
  /** Sentences on what wasn't read. */
  warnings: string[];
}

/**
 * Reads the pages with these numbers, two at a time, drawing each only when its turn comes: memory doesn't grow with their
 * number. Pages that can't be drawn or read, and those beyond a limit, are left out with a warning.
 */
export async function recognizePages(
  numbers: number[],
  drawPage: (number: number) => Promise<Picture>,
  tesseract: Tesseract,
): Promise<RecognizedPages> {
  const pages = new Map<number, OcrPage>();
  const failed: number[] = [];
  const running = new Set<Promise<void>>();
  const started = performance.now();
  let begun = 0;
  for (const number of numbers.slice(0, ocrLimits.pagesMax)) {
    if (performance.now() - started > ocrLimits.durationMs) break;
    begun += 1;
    const picture = await drawPage(number).catch(() => null);
    if (picture === null) {
      failed.push(number);
      continue;
    }
    const page = runTesseract(tesseract, picture)
      .then((tsv) => void pages.set(number, readTsv(tsv)))
      .catch(() => void failed.push(number))
      .finally(() => {
        running.delete(page);
        reportProgress();
      });
    running.add(page);
    if (running.size >= ocrLimits.concurrency) await Promise.race(running);
  }
  await Promise.all(running);
  return { pages, warnings: warningsAbout(failed, numbers.slice(begun), tesseract) };
}

function warningsAbout(failed: number[], unread: number[], { warning }: Tesseract): string[] {
  const list = (pages: number[]) => `${pages.length === 1 ? "Page" : "Pages"} ${listPages(pages)}`;
  return [
    ...(warning ? [warning] : []),
    ...(failed.length > 0 ? [`${list(failed.toSorted((a, b) => a - b))} couldn't be read by OCR.`] : []),
    ...(unread.length > 0
      ? [
          `${list(unread)} weren't read: OCR stops after ${ocrLimits.pagesMax} pages or ${ocrLimits.durationMs / 60_000} minutes.`,
        ]
      : []),
  ];
}

/** "3, 5–9 and 12" of ascending numbers. */
export function listPages(pages: number[]): string {
  const ranges: [number, number][] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    if (last && page === last[1] + 1) last[1] = page;
    else ranges.push([page, page]);
  }
  const parts = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  const shown = parts.length > rangesMax ? [...parts.slice(0, rangesMax), "more"] : parts;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : shown.join("");
}
const rangesMax = 12;
