import type { Readable } from "node:stream";
import { tooLarge } from "../../blobs.ts";

/** All of a stream. Throws `file_too_large` as soon as there's more than `bytesMax`. */
export async function readAtMost(stream: Readable, bytesMax: number): Promise<Buffer> {
  const { bytes, isWhole } = await readStart(stream, bytesMax);
  if (!isWhole) throw tooLarge(bytesMax);
  return bytes;
}

/** A stream's first bytes, no more than `bytesMax`; the rest isn't waited for. */
export async function readStart(
  stream: Readable,
  bytesMax: number,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > bytesMax) return { bytes: Buffer.concat(parts).subarray(0, bytesMax), isWhole: false };
  }
  return { bytes: Buffer.concat(parts), isWhole: true };
}
