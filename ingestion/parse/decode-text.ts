import { detect } from "chardet";
import iconv from "iconv-lite";
import { cleanText } from "./text-builder.ts";

export interface DecodedText {
  text: string;
  encoding: string;
  /** In plain words: bytes that weren't text in the encoding. */
  warnings: string[];
}

/**
 * Bytes as text, without a byte order mark. A mark decides; then whatever is valid UTF-8 is UTF-8; then zeros that give
 * UTF-16 and UTF-32 away; then what the file declares; then UTF-8 with a few bad bytes, which become U+FFFD with a warning; then a
 * guess by letter frequencies, and Windows-1252 where that finds nothing.
 */
export function decodeText(bytes: Buffer, declared?: string): DecodedText {
  const encoding =
    encodingByMark(bytes) ?? (isUtf8(bytes) ? "utf-8" : (encodingByZeros(bytes) ?? legacy(bytes, declared)));
  const text = cleanText(iconv.decode(bytes, encoding));
  const bad = encoding === "utf-8" ? replaced(text) - replaced(bytes) : 0;
  const warnings = bad > 0 ? [`Bytes that aren't valid UTF-8 read as �: ${bad}.`] : [];
  return { text, encoding, warnings };
}

/** Replacement characters, of which a file may have some of its own. */
function replaced(text: string | Buffer): number {
  let count = 0;
  for (let at = text.indexOf("�"); at >= 0; at = text.indexOf("�", at + 1)) count += 1;
  return count;
}

/** By a byte order mark. */
function encodingByMark(bytes: Buffer): string | null {
  const mark = bytes.toString("hex", 0, 4);
  if (mark.startsWith("efbbbf")) return "utf-8";
  if (mark === "fffe0000") return "utf-32le";
  if (mark === "0000feff") return "utf-32be";
  if (mark.startsWith("fffe")) return "utf-16le";
  if (mark.startsWith("feff")) return "utf-16be";
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

/**
 * UTF-16 and UTF-32 by their zeros; null where the bytes are neither. Western text in UTF-16 has one in every second byte, in
 * UTF-32 three in every four; the second byte of four is zero in all text but the rarest.
 */
export function encodingByZeros(bytes: Buffer): string | null {
  const sample = bytes.subarray(0, 4096 - (4096 % 4));
  const zeros = [0, 0, 0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 4] = (zeros[i % 4] ?? 0) + 1;
  const [first = 0, second = 0, third = 0, fourth = 0] = zeros;
  const all = Math.floor(sample.length / 4);
  if (all > 0 && first >= all && second >= all) return "utf-32be";
  if (all > 0 && third >= all && fourth >= all) return "utf-32le";
  const even = first + third;
  const odd = second + fourth;
  if (Math.max(odd, even) < sample.length / 5 || Math.min(odd, even) > sample.length / 50) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

function legacy(bytes: Buffer, declared: string | undefined): string {
  const isUsable = declared && iconv.encodingExists(declared) && !/^utf-?(8|16|32)/i.test(declared);
  if (isUsable) return declared;
  if (isBrokenUtf8(bytes)) return "utf-8";
  if (isShiftJis(bytes)) return "shift_jis";
  const guessed = bytes.length >= guessBytesMin ? detect(bytes.subarray(0, 64 * 1024)) : null;
  if (guessed === "ISO-8859-1") return "windows-1252"; // what says it is the one is the other
  return guessed && iconv.encodingExists(guessed) && !/^utf/i.test(guessed) ? guessed : "windows-1252";
}

/**
 * Whether bytes are Japanese in Shift-JIS, which the guess misses in short files: valid throughout, and nearly all of it kana,
 * punctuation and everyday kanji by their first bytes.
 */
function isShiftJis(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 64 * 1024);
  let characters = 0;
  let common = 0;
  for (let i = 0; i < sample.length; i++) {
    const lead = sample[i] ?? 0;
    if (lead < 0x80 || (lead >= 0xa1 && lead <= 0xdf)) {
      if (lead >= 0x80) characters += 1; // half-width kana, which Latin text in other encodings has in their place
      continue;
    }
    const trail = sample[++i];
    if (trail === undefined && bytes.length > sample.length) break;
    if (trail === undefined || trail < 0x40 || trail === 0x7f || trail > 0xfc) return false;
    if (lead === 0x80 || lead === 0xa0 || lead > 0xfc) return false;
    characters += 1;
    if ((lead >= 0x81 && lead <= 0x83) || (lead >= 0x88 && lead <= 0x97)) common += 1;
  }
  return characters >= 3 && common >= characters * 0.75;
}

/** With fewer bytes, letter frequencies say nothing. */
const guessBytesMin = 40;

/** Bytes that mean nothing in Windows-1252, or letters that no Western text is likely to have alone. */
const neverLetters = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xfe, 0xff]);

/** Whether bytes are UTF-8 but for a few: no other encoding has many of its sequences by chance. */
function isBrokenUtf8(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 256 * 1024);
  let sequences = 0;
  let bad = 0;
  let letters = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    const isWhole =
      length > 0 && byte < 0xf5 && sample.subarray(i + 1, i + length).every((next) => next >> 6 === 2);
    if (isWhole) {
      sequences += 1;
      i += length - 1;
    } else {
      bad += 1;
      if (!neverLetters.has(byte)) letters += 1;
    }
  }
  return sequences > 0 ? bad * 2 <= sequences : letters === 0;
}
