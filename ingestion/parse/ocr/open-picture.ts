import { imageSize } from "image-size";
import { AppError } from "../../../lib/errors.ts";
import { grayPicture } from "./gray-picture.ts";
import { readTiffPages } from "./read-tiff-pages.ts";
import type { Picture } from "./run-tesseract.ts";

export interface OpenedPicture {
  pageCount: number;
  /** A page, 1-based, ready for tesseract. Throws where it can't be decoded. */
  drawPage(number: number): Promise<Picture>;
}

/** Decoded at four bytes each, that is 400 MB: more than any camera of today takes at once, and what the parser may hold. */
const pixelsMax = 100_000_000;
/** What tesseract gets: a sheet of A4 at 350 dpi. Its memory and time grow with it, its accuracy doesn't. */
const drawnPixelsMax = 12_000_000;
/** Screenshots and thumbnails have letters ten pixels high; tesseract wants twenty. */
const smallLongSide = 1700;

/**
 * A picture file with its size known from its header, nothing decoded yet. Throws `parse_limit_exceeded` for one that claims
 * more pixels than memory is lent for, and `corrupt_file` where its header can't be read.
 */
export function openPicture(bytes: Buffer): OpenedPicture {
  const sizes = sizesOf(bytes);
  const pages = sizes.map(({ width, height }) => width * height);
  // A TIFF has many pages, each decoded alone: one that's too large doesn't cost the others.
  if (pages.every((pixels) => pixels > pixelsMax)) throw tooLarge(sizes[0]);
  const drawPage = async (number: number): Promise<Picture> => {
    const pixels = pages[number - 1] ?? 0;
    if (pixels === 0 || pixels > pixelsMax) throw tooLarge(sizes[number - 1]);
    return isTiff(bytes) ? { bytes, index: number - 1 } : drawPicture(bytes);
  };
  return { pageCount: pages.length, drawPage };
}

interface Size {
  width: number;
  height: number;
}

function sizesOf(bytes: Buffer): Size[] {
  try {
    const sizes = isTiff(bytes) ? readTiffPages(bytes) : [imageSize(bytes)];
    if (sizes.length > 0 && sizes.some(({ width, height }) => width > 0 && height > 0)) return sizes;
  } catch (cause) {
    throw new AppError("corrupt_file", {
      cause,
      message: cause instanceof Error ? cause.message : undefined,
    });
  }
  throw new AppError("corrupt_file", { message: "the picture has no size" });
}

function isTiff(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 4).toString("latin1");
  return mark === "II*\0" || mark === "MM\0*";
}

/** On white, turned as its EXIF data says, and of a size that tesseract reads well. */
async function drawPicture(bytes: Buffer): Promise<Picture> {
  const { createCanvas, loadImage } = await import("@napi-rs/canvas"); // here: it takes 150 ms, which few files need
  const image = await loadImage(bytes);
  const scale = scaleOf(image);
  const canvas = createCanvas(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { bytes: grayPicture(canvas) };
}

/** Twice as large where it's small, smaller where it's huge. */
export function scaleOf({ width, height }: Size): number {
  const enlarged = Math.max(width, height) < smallLongSide ? 2 : 1;
  return Math.min(enlarged, Math.sqrt(drawnPixelsMax / (width * height)));
}

function tooLarge({ width, height }: Size = { width: 0, height: 0 }): AppError {
  return new AppError("parse_limit_exceeded", {
    publicMessage: `The picture has ${width} × ${height} pixels. At most ${pixelsMax / 1_000_000} million can be read.`,
  });
}
