import type { Canvas } from "@napi-rs/canvas";

/** A canvas as a gray PNM file: written in a tenth of the time that a PNG takes, and read by every tesseract. */
export function grayPicture(canvas: Canvas): Buffer {
  const { width, height } = canvas;
  const pixels = canvas.data();
  const header = Buffer.from(`P5 ${width} ${height} 255\n`, "latin1");
  const picture = Buffer.allocUnsafe(header.length + width * height);
  header.copy(picture);
  for (let from = 0, to = header.length; to < picture.length; from += 4, to += 1)
    picture[to] = luma(pixels[from] ?? 255, pixels[from + 1] ?? 255, pixels[from + 2] ?? 255);
  return picture;
}

/** Rec. 601, in whole numbers. */
const luma = (red: number, green: number, blue: number) => (77 * red + 150 * green + 29 * blue) >> 8;
