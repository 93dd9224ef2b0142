/**
 * The pdf.js that draws pages. unpdf's build, which reads text layers, has no decoders for the pictures that scanners make
 * (CCITT fax, JBIG2, JPEG 2000): they come as WebAssembly with `pdfjs-dist`.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

type PdfJs = typeof import("pdfjs-dist");

let loading: Promise<PdfJs> | undefined;

/** Loads pdf.js for drawing; once, since it takes some 300 ms. */
export function loadPdfJs(): Promise<PdfJs> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PdfJs> {
  const { DOMMatrix, ImageData, Path2D } = await import("@napi-rs/canvas");
  const shared: Record<string, unknown> = globalThis as never;
  Object.assign(shared, { DOMMatrix, ImageData, Path2D });
  // Each build of pdf.js looks for its worker in the same global and refuses another build's.
  const workerOfOther = shared.pdfjsWorker;
  shared.pdfjsWorker = undefined;
  try {
    const pdfjs: PdfJs = await import("pdfjs-dist/legacy/build/pdf.mjs");
    const worker = pdfjs.PDFWorker.create({});
    await worker.promise;
    worker.destroy();
    return pdfjs;
  } finally {
    shared.pdfjsWorker = workerOfOther;
  }
}

const packageFolder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));

/** Where pdf.js finds its decoders, fonts and character maps. */
export const pdfJsAssets = {
  wasmUrl: join(packageFolder, "wasm/"),
  standardFontDataUrl: join(packageFolder, "standard_fonts/"),
  cMapUrl: join(packageFolder, "cmaps/"),
  cMapPacked: true,
};
