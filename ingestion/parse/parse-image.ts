import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import { findTesseract } from "./ocr/find-tesseract.ts";
import { openPicture } from "./ocr/open-picture.ts";
import { recognizePages } from "./ocr/recognize-pages.ts";
import { writeOcrText } from "./ocr/write-ocr-text.ts";

/**
 * The text in a picture, read by tesseract, with its lines' boxes; a TIFF's pages are the document's. Throws `ocr_unavailable`
 * without tesseract, `parse_limit_exceeded` for a picture too large to decode, `corrupt_file`, or `no_text_found`.
 */
export async function parseImage(bytes: Buffer, find = findTesseract): Promise<ParsedDocument> {
  const picture = openPicture(bytes);
  const tesseract = await find();
  if (!tesseract)
    throw new AppError("ocr_unavailable", {
      publicMessage: "The text of a picture is read by OCR. Install tesseract on the server and retry.",
    });
  const numbers = Array.from({ length: picture.pageCount }, (_, i) => i + 1);
  const { pages, warnings } = await recognizePages(numbers, picture.drawPage, tesseract);
  if (pages.size === 0)
    throw new AppError("corrupt_file", { message: "no page of the picture could be read" });
  const written = writeOcrText(pages, picture.pageCount);
  if (written.elements.length === 0)
    throw new AppError("no_text_found", { publicMessage: "No text was found in the picture." });
  return {
    parser: `${tesseract.name} (${tesseract.languages})`,
    title: null,
    ...written,
    ocrPages: [...pages.keys()].sort((a, b) => a - b),
    tables: 0,
    imagesSkipped: 0,
    warnings,
  };
}
