import { getResolvedPDFJS } from "unpdf";
import type { FontFace } from "./glyph-reader.ts";
import { interpretPage, pictureShare } from "./interpret-page.ts";
import type { PageItem } from "./line.ts";
import type { Matrix, Rectangle } from "./matrix.ts";
import type { Pdf, PdfPage } from "./open-pdf.ts";
import { readLines } from "./read-lines.ts";
import type { PageContent } from "./scanned-pages.ts";

export interface PageRead extends PageContent {
  items: PageItem[];
  pictures: Rectangle[];
  hiddenLetters: number;
  size: { width: number; height: number };
}

/** Outlined letters have curves: a page with no text and this many shapes with curves is set in them, or is a drawing. */
const outlinesMin = 200;

/** Makes a reader of a file's pages, which gives what can be seen on each; it throws where a page is damaged. */
export async function makePageReader(pdf: Pdf): Promise<(number: number) => Promise<PageRead>> {
  const { OPS, normalizeUnicode } = await getResolvedPDFJS();
  const layers = await pdf.getOptionalContentConfig().catch(() => null);
  const isLayerVisible = (layer: unknown) => layers?.isVisible(layer as never) !== false;
  return async (number) => {
    const page = await pdf.getPage(number);
    try {
      const viewport = page.getViewport({ scale: 1 });
      const size = { width: viewport.width, height: viewport.height };
      const marks = interpretPage({
        operators: await page.getOperatorList(),
        ops: OPS,
        transform: viewport.transform as Matrix,
        size,
        fontOf: (name) => fontOf(page, name),
        normalize: normalizeUnicode,
        isLayerVisible,
      });
      const { items, undecodedCharacters } = readLines(marks.runs, marks.rules, number, size);
      const characters = countCharacters(items);
      const isOutlined = characters === 0 && marks.curvedShapes >= outlinesMin;
      return {
        page: number,
        items,
        size,
        pictures: marks.pictures,
        hiddenLetters: marks.hiddenLetters,
        characters,
        pictureShare: pictureShare(marks.pictures, size),
        isUnreadable: isOutlined || undecodedCharacters > Math.max(20, characters),
      };
    } finally {
      page.cleanup();
    }
  };
}

function fontOf(page: PdfPage, name: string): FontFace | null {
  const fonts = page.commonObjs as { has(name: string): boolean; get(name: string): unknown };
  return fonts.has(name) ? (fonts.get(name) as FontFace) : null;
}

function countCharacters(items: PageItem[]): number {
  const texts = items.flatMap((item) =>
    item.kind === "line" ? item.text : item.rows.flatMap((row) => row.map((cell) => cell.text)),
  );
  return texts.reduce((sum, text) => sum + (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0);
}
