import { open } from "node:fs/promises";
import { extname } from "node:path";
import { fileTypeFromFile } from "file-type";
import { AppError } from "../lib/errors.ts";
import { acceptedExtensions, macroExtensions, mediaTypeOf, mediaTypes } from "../lib/media-types.ts";
import { detectCfbType } from "./detect-cfb-type.ts";
import { detectZipType } from "./detect-zip-type.ts";
import { encodingByZeros } from "./parse/decode-text.ts";

export interface DetectOptions {
  /** A password came along: an encrypted Office file is taken for what its name says. */
  hasPassword?: boolean;
}

/** Of a ZIP file's first entry, and of one that is empty. */
const zipSignatures = ["504b0304", "504b0506"];
const encryptable = [".docx", ".xlsx", ".pptx"];
const sampleBytes = 64 * 1024;

/**
 * The media type of a file by its content, checked against its name. Throws `unsupported_file_type` for what Lectern doesn't
 * read, `file_type_mismatch` where the name promises another type, `encrypted_file` for Office files with a password that
 * didn't come along, `macro_enabled_file`, and `corrupt_file` for ZIP files whose directory can't be read.
 */
export async function detectFileType(
  path: string,
  fileName: string,
  { hasPassword = false }: DetectOptions = {},
): Promise<string> {
  const extension = extname(fileName).toLowerCase();
  if (macroExtensions.includes(extension)) throw new AppError("macro_enabled_file");
  const named = mediaTypeOf(extension);
  const sample = await readSample(path);
  const sniffed = await sniff(path, sample, { extension, named, hasPassword });

  if (sniffed && mediaTypes[sniffed] && !mediaTypes[sniffed].isText) {
    if (named === sniffed || !extension) return sniffed;
    throw named ? mismatch(fileName, sniffed) : unsupported(extension);
  }
  if (!looksLikeText(sample)) {
    const content = sniffed ?? "binary data";
    throw named ? mismatch(fileName, content) : unsupported(extension || content);
  }
  if (named && !mediaTypes[named]?.isText) throw mismatch(fileName, sniffed ?? "text");
  if (named) return named;
  if (!extension) return "text/plain";
  throw unsupported(extension);
}

/** What the bytes themselves say; undefined for text and for what nobody knows. */
async function sniff(
  path: string,
  sample: Buffer,
  { extension, named, hasPassword }: { extension: string; named: string | undefined; hasPassword: boolean },
): Promise<string | undefined> {
  if (isPdf(sample)) return "application/pdf";
  if (sample.subarray(0, 5).toString("latin1") === "{\\rtf") return "application/rtf";
  if (zipSignatures.includes(sample.toString("hex", 0, 4))) return detectZipType(path);
  const sniffed = (await fileTypeFromFile(path))?.mime;
  if (sniffed !== "application/x-cfb") return sniffed;
  const { mediaType, isEncryptedPackage, hasMacros } = await detectCfbType(path);
  if (isEncryptedPackage && !hasPassword) throw new AppError("encrypted_file");
  if (isEncryptedPackage && encryptable.includes(extension)) return named;
  if (hasMacros) throw new AppError("macro_enabled_file");
  if (mediaType === "application/vnd.ms-powerpoint") throw saveAs(".pptx");
  return mediaType;
}

/** The whole list has a hundred programming languages in it. */
const usualExtensions = acceptedExtensions.filter((extension) => {
  const mediaType = mediaTypes[mediaTypeOf(extension) ?? ""];
  return mediaType?.kind !== "code" && mediaType?.extensions[0] === extension;
});

async function readSample(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The header may stand anywhere in the first kilobyte: mail gateways and printers put lines of their own before it. */
function isPdf(sample: Buffer): boolean {
  return sample.subarray(0, 1024).includes("%PDF-");
}

/**
 * Whether bytes can be text in some encoding: a byte order mark, UTF-16 or UTF-32 by their pattern of zeros, or next to no
 * control characters, of which random bytes have a tenth.
 */
export function looksLikeText(sample: Buffer): boolean {
  if (sample.length === 0) return true;
  if (/^(fffe|feff|0000feff)/.test(sample.toString("hex", 0, 4))) return true;
  let controls = 0;
  for (const byte of sample)
    if (byte > 0 && byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls++;
  const isReadable = !sample.includes(0) || encodingByZeros(sample) !== null;
  return isReadable && controls <= sample.length / 100;
}

function mismatch(fileName: string, content: string): AppError {
  return new AppError("file_type_mismatch", {
    message: `${extname(fileName)} holds ${content}`,
    publicMessage: `The name ends in ${extname(fileName)}, but the content is ${content}.`,
  });
}

function unsupported(type: string): AppError {
  return new AppError("unsupported_file_type", {
    publicMessage: `Files of the type ${type} can't be read. Accepted, among others: ${usualExtensions.join(", ")}.`,
  });
}

function saveAs(extension: string): AppError {
  return new AppError("unsupported_file_type", {
    publicMessage: `Files of this old format can't be read. Save it as ${extension} and upload that.`,
  });
}
