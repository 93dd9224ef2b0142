/**
 * Which pages of a PDF need OCR, and what OCR gives back.
 *
 * parse-pdf.ts reads every page's text layer, asks `findScannedPages` which pages have none worth the name, and hands those to
 * `ocrPages` of `../ocr/ocr-pages.ts`: `await ocrPages({ bytes, password, pages: [2, 3] })`, an `OcrPages`. It returns null
 * where no OCR is installed, else a `ScannedPage` per page that it read, and sentences for the document's warnings. The lines go
 * through the same steps as a text layer's: running lines, paragraphs, boxes. `bytes` are the file's own and must not be
 * changed or transferred.
 */
export type OcrPages = (request: {
  bytes: Buffer;
  password?: string;
  /** 1-based. */
  pages: number[];
}) => Promise<OcrResult | null>;

export interface OcrResult {
  pages: ScannedPage[];
  /** Pages that weren't read and languages that are missing, in plain sentences. */
  warnings: string[];
}

export interface ScannedPage {
  /** 1-based. */
  page: number;
  lines: ScannedLine[];
}

/**
 * One line of text on the page as it is displayed (crop box and rotation respected): shares of its width and height from its
 * upper left corner.
 */
export interface ScannedLine {
  text: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What is known of a page before OCR. */
export interface PageContent {
  /** 1-based. */
  page: number;
  /** Letters and digits in its text layer that can be seen and decoded. */
  characters: number;
  /** The share of the page that pictures cover, 0 to 1. */
  pictureShare: number;
  /** Its text is in fonts that don't say which letters they draw, or is drawn as outlines. */
  isUnreadable: boolean;
}

/** A stamp, a page number or "Scanned by …" over a picture of a page; less than any page of text. */
const charactersMax = 60;
/** Pictures that cover less than this of a page with a few words are figures; a page without any word needs only a tenth. */
const pictureShareMin = 0.5;
const pictureShareMinWithoutText = 0.1;

/** The numbers of the pages whose text, if they have any, can only be read from their picture. Blank pages aren't among them. */
export function findScannedPages(pages: PageContent[]): number[] {
  return pages.filter(isScanned).map(({ page }) => page);
}

function isScanned({ characters, pictureShare, isUnreadable }: PageContent): boolean {
  if (characters > charactersMax) return false;
  return isUnreadable || pictureShare >= (characters === 0 ? pictureShareMinWithoutText : pictureShareMin);
}
