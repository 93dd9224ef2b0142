import { grayPicture } from "./gray-picture.ts";
import { loadPdfJs, pdfJsAssets } from "./load-pdfjs.ts";
import type { Picture } from "./run-tesseract.ts";

export interface DrawnPdf {
  /** A page as it's displayed, 1-based. Throws where it can't be drawn. */
  drawPage(number: number): Promise<Picture>;
  close(): Promise<void>;
}

/** What tesseract is made for. */
const dotsPerInch = 300;
const pointsPerInch = 72;
/** Pages whose size is understated are drawn as large as a page of a paperback at 300 dpi. */
const longSideMin = 2200;
/** A sheet of A4 at 300 dpi has 8.7 million pixels; four bytes each while it's drawn. */
const pixelsMax = 12_000_000;
/** Pictures in the page that are larger aren't decoded: a few bytes of fax claim any size. */
const imagePixelsMax = 100_000_000;
const quiet = 0;

/** Opens a PDF for drawing its pages. Throws what pdf.js throws. */
export async function openPdfForDrawing(bytes: Buffer, password?: string): Promise<DrawnPdf> {
  const pdfjs = await loadPdfJs();
  const { createCanvas } = await import("@napi-rs/canvas");
  const task = pdfjs.getDocument({
    ...pdfJsAssets,
    data: new Uint8Array(bytes), // a copy: pdf.js keeps what it's given
    password,
    verbosity: quiet,
    disableFontFace: true,
    maxImageSize: imagePixelsMax,
  });
  const pdf = await task.promise;
  return {
    async drawPage(number) {
      const page = await pdf.getPage(number);
      const scale = scaleOf(page.getViewport({ scale: 1 }));
      const viewport = page.getViewport({ scale });
      const canvas = createCanvas(
        Math.max(1, Math.ceil(viewport.width)),
        Math.max(1, Math.ceil(viewport.height)),
      );
      try {
        await page.render({ canvas: canvas as never, viewport }).promise;
        return { bytes: grayPicture(canvas) };
      } finally {
        page.cleanup();
        [canvas.width, canvas.height] = [1, 1]; // gives the pixels back now and not when the garbage is collected
      }
    },
    close: () => task.destroy(),
  };
}

/** Pixels per point: 300 dpi where the page's size can be believed, within the limits else. */
export function scaleOf({ width, height }: { width: number; height: number }): number {
  const usual = dotsPerInch / pointsPerInch;
  const enlarged = Math.max(usual, longSideMin / Math.max(width, height));
  return Math.min(enlarged, Math.sqrt(pixelsMax / (width * height)));
}
