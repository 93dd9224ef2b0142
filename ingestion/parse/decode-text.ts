import { detect } from "chardet";
import iconv from "iconv-lite";
import { cleanText } from "./text-builder.ts";

export interface DecodedText {
  text: string;
  encoding: string;
}

/**
 * Bytes as text, without a byte order mark. A mark decides; then whatever is valid UTF-8 is UTF-8; then zeros that give
 * UTF-16 away; then what the file declares; then a guess by letter frequencies, and Windows-1252 where that finds nothing.
 */
export function decodeText(bytes: Buffer, declared?: string): DecodedText {
  const encoding =
    encodingByMark(bytes) ?? (isUtf8(bytes) ? "utf-8" : (utf16ByZeros(bytes) ?? legacy(bytes, declared)));
  return { text: cleanText(iconv.decode(bytes, encoding)), encoding };
}

function encodingByMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return bytes[2] === 0 && bytes[3] === 0 ? "utf-32le" : "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

function isUtf8(bytes: Buffer): boolean {
  if (bytes.subarray(0, 4096).includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Western text in UTF-16 has a zero in every second byte: in the odd ones when little-endian. */
function utf16ByZeros(bytes: Buffer): string | null {
  const sample = bytes.subarray(0, 4096);
  let odd = 0;
  let even = 0;
  for (const [i, byte] of sample.entries()) if (byte === 0) i % 2 ? odd++ : even++;
  if (Math.max(odd, even) < sample.length / 5) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

function legacy(bytes: Buffer, declared: string | undefined): string {
  const isUsable = declared && iconv.encodingExists(declared) && !/^utf-?(8|16)/i.test(declared);
  if (isUsable) return declared;
  const guessed = bytes.length >= guessBytesMin ? detect(bytes.subarray(0, 64 * 1024)) : null;
  return guessed && iconv.encodingExists(guessed) ? guessed : "windows-1252";
}

/** With fewer bytes, letter frequencies say nothing. */
const guessBytesMin = 40;
