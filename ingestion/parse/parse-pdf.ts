import { getResolvedPDFJS } from "unpdf";
import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import { countPictures } from "./pdf/count-pictures.ts";
import { dropRunningLines } from "./pdf/drop-running-lines.ts";
import { findTitle } from "./pdf/find-title.ts";
import { groupLines } from "./pdf/group-lines.ts";
import { openPdf, type Pdf } from "./pdf/open-pdf.ts";
import { makePageReader, type PageRead } from "./pdf/read-page.ts";
import { readProperties } from "./pdf/read-properties.ts";
import { readScanned } from "./pdf/read-scanned.ts";
import { findScannedPages } from "./pdf/scanned-pages.ts";
import { writeText } from "./pdf/write-text.ts";

/** A file that claims more pages than it has isn't asked for all of them. */
const damagedPagesInARowMax = 50;
/** Fonts are kept from page to page, and let go after this many, since every page may have its own. */
const pagesPerFontSet = 100;
/** pdf.js waits for its own streams between a page's operations; another page's are carried out meanwhile. */
const pagesAtOnce = 4;
/** Printers' marks beside the page hold fewer letters that nobody sees. */
const hiddenLettersMin = 8;

/**
 * A PDF as headings, paragraphs, lists and tables in reading order, with pages and the place of each line: of its text layer,
 * and of its pictures where a page has nothing else. Pages that can't be read are left out with a warning. Throws
 * `encrypted_file`, `wrong_password`, `corrupt_file`, `ocr_unavailable` where all there is are pictures of text and no OCR is
 * installed, and `no_text_found`.
 */
export async function parsePdf(
  bytes: Buffer,
  { password }: { password?: string } = {},
): Promise<ParsedDocument> {
  const pdf = await openPdf(bytes, password);
  try {
    const { pages, damaged } = await readPages(pdf);
    if (damaged.length === pages.length)
      throw new AppError("corrupt_file", { message: "no page could be read" });
    const hasText = () => pages.some((page) => page.items.length > 0);
    const scanned = findScannedPages(pages);
    const ocr = scanned.length > 0 ? await readScanned({ bytes, password }, scanned, pages) : null;
    if (!hasText()) throw new AppError(scanned.length > 0 && !ocr ? "ocr_unavailable" : "no_text_found");
    const body = dropRunningLines(pages.map((page) => page.items));
    const blocks = groupLines(body.pages);
    const { version } = await getResolvedPDFJS();
    const properties = await readProperties(pdf);
    return {
      parser: `pdf.js ${version}${ocr?.read.length ? " + tesseract" : ""}`,
      title: findTitle(properties, blocks),
      author: properties.author,
      datedAt: properties.datedAt,
      ...writeText(blocks, pages.length),
      ...(ocr?.read.length && { ocrPages: ocr.read }),
      imagesSkipped: countPictures(pages, ocr?.read ?? []),
      droppedLines: body.dropped,
      warnings: [...warningsAbout(pages, damaged, ocr ? [] : scanned), ...(ocr?.warnings ?? [])],
    };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function readPages(pdf: Pdf): Promise<{ pages: PageRead[]; damaged: number[] }> {
  const readPage = await makePageReader(pdf);
  const pages: PageRead[] = [];
  const damaged: number[] = [];
  for (let first = 1; first <= pdf.numPages; first += pagesAtOnce) {
    const numbers = Array.from(
      { length: Math.min(pagesAtOnce, pdf.numPages - first + 1) },
      (_, i) => first + i,
    );
    const read = await Promise.all(numbers.map((number) => readPage(number).catch(() => null)));
    for (const [i, page] of read.entries()) {
      if (!page) damaged.push(first + i);
      pages.push(page ?? emptyPage(first + i));
    }
    const recent = damaged.slice(-damagedPagesInARowMax);
    if (recent.length === damagedPagesInARowMax && recent[0] === pages.length - damagedPagesInARowMax + 1)
      break;
    if (first % pagesPerFontSet === 1) await pdf.cleanup();
  }
  return { pages, damaged };
}

function emptyPage(page: number): PageRead {
  return {
    page,
    items: [],
    pictures: [],
    hiddenLetters: 0,
    size: { width: 1, height: 1 },
    characters: 0,
    pictureShare: 0,
    isUnreadable: false,
  };
}

function warningsAbout(pages: PageRead[], damaged: number[], unread: number[]): string[] {
  const hidden = pages.filter((page) => page.hiddenLetters >= hiddenLettersMin).map((page) => page.page);
  const warnings: string[] = [];
  if (damaged.length) warnings.push(`Damaged and left out: page ${listNumbers(damaged)}.`);
  if (unread.length)
    warnings.push(
      `Pictures that may hold text weren't read, since no OCR is installed: page ${listNumbers(unread)}.`,
    );
  if (hidden.length) warnings.push(`Hidden text was left out: page ${listNumbers(hidden)}.`);
  return warnings;
}

function listNumbers(numbers: number[]): string {
  const shown = numbers.slice(0, 10).join(", ");
  return numbers.length > 10 ? `${shown} and ${numbers.length - 10} more` : shown;
}
