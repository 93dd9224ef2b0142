import type { OcrPages } from "../pdf/scanned-pages.ts";
import { openPdfForDrawing } from "./draw-pdf.ts";
import { findTesseract } from "./find-tesseract.ts";
import { recognizePages } from "./recognize-pages.ts";

/**
 * The lines of a PDF's pages, read from their pictures by tesseract; null where there is none. Pages come in ascending order;
 * those that couldn't be read are missing and named in the warnings.
 */
export const ocrPages: OcrPages = async ({ bytes, password, pages: numbers }) => {
  const tesseract = await findTesseract();
  if (!tesseract) return null;
  const pdf = await openPdfForDrawing(bytes, password);
  try {
    const { pages, warnings } = await recognizePages(numbers, pdf.drawPage, tesseract);
    const read = [...pages].sort(([a], [b]) => a - b);
    return { pages: read.map(([page, paragraphs]) => ({ page, lines: paragraphs.flat() })), warnings };
  } finally {
    await pdf.close();
  }
};
