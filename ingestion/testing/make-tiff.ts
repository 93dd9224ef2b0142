import type { Canvas } from "@napi-rs/canvas";

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  colours: 262,
  data: 273,
  samples: 277,
  rows: 278,
  bytes: 279,
};
const long = 4;

/** For tests: a TIFF of gray pages, not compressed. */
export function makeTiff(canvases: Canvas[]): Buffer {
  const parts: Buffer[] = [Buffer.from("II*\0\0\0\0\0", "latin1")];
  let length = 8;
  let pointerTo: { part: Buffer; at: number } = { part: parts[0] as Buffer, at: 4 };
  for (const canvas of canvases) {
    const { width, height } = canvas;
    const rgba = canvas.data();
    const pixels = Buffer.from(Array.from({ length: width * height }, (_, i) => rgba[i * 4] ?? 0));
    const entries: [number, number][] = [
      [tags.width, width],
      [tags.height, height],
      [tags.bits, 8],
      [tags.compression, 1],
      [tags.colours, 1],
      [tags.data, length],
      [tags.samples, 1],
      [tags.rows, height],
      [tags.bytes, pixels.length],
    ];
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length, 0);
    for (const [i, [tag, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + i * 12);
      directory.writeUInt16LE(long, 4 + i * 12);
      directory.writeUInt32LE(1, 6 + i * 12);
      directory.writeUInt32LE(value, 10 + i * 12);
    }
    parts.push(pixels, directory);
    pointerTo.part.writeUInt32LE(length + pixels.length, pointerTo.at);
    pointerTo = { part: directory, at: directory.length - 4 };
    length += pixels.length + directory.length;
  }
  return Buffer.concat(parts);
}
