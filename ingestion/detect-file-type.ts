import { open } from "node:fs/promises";
import { extname } from "node:path";
import { fileTypeFromFile } from "file-type";
import { AppError } from "../lib/errors.ts";

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** The endings that are accepted, each with its media type. */
const mediaTypeByExtension: Record<string, string> = {
  ".pdf": "application/pdf",
  ".docx": docx,
  ".md": "text/markdown",
  ".markdown": "text/markdown",
  ".txt": "text/plain",
  ".text": "text/plain",
  ".html": "text/html",
  ".htm": "text/html",
  ".xhtml": "text/html",
};
const binaryTypes = new Set(["application/pdf", docx]);
/** Sniffed from a leading `<?xml`, as XHTML has it. */
const xmlType = "application/xml";

/** For people choosing files: what may be uploaded. */
export const acceptedExtensions = Object.keys(mediaTypeByExtension);

const sampleBytes = 64 * 1024;

/**
 * The media type of a file by its content, checked against its name. Throws `unsupported_file_type` for what Lectern doesn't
 * read, `file_type_mismatch` where the name promises another type, `encrypted_file` for Office files with a password.
 */
export async function detectFileType(path: string, fileName: string): Promise<string> {
  const extension = extname(fileName).toLowerCase();
  const named = mediaTypeByExtension[extension];
  const sample = await readSample(path);
  const sniffed = isPdf(sample) ? "application/pdf" : (await fileTypeFromFile(path))?.mime;

  if (sniffed === "application/x-cfb" && sample.includes(Buffer.from("EncryptedPackage", "utf16le")))
    throw new AppError("encrypted_file");
  if (sniffed && sniffed !== xmlType) {
    if (!named && binaryTypes.has(sniffed) && !extension) return sniffed;
    if (named === sniffed) return sniffed;
    if (named) throw mismatch(fileName, sniffed);
    throw unsupported(extension || sniffed);
  }
  if (!looksLikeText(sample))
    throw named ? mismatch(fileName, "binary data") : unsupported(extension || "binary data");
  if (named && binaryTypes.has(named)) throw mismatch(fileName, "text");
  if (named) return named;
  if (!extension) return "text/plain";
  throw unsupported(extension);
}

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
 * Whether bytes can be text in some encoding: a byte order mark, UTF-16 by its pattern of zeros, or next to no control
 * characters, of which random bytes have a tenth.
 */
export function looksLikeText(sample: Buffer): boolean {
  if (sample.length === 0) return true;
  const [first, second] = sample;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  let zerosAtEven = 0;
  let zerosAtOdd = 0;
  let controls = 0;
  for (const [i, byte] of sample.entries()) {
    if (byte === 0) i % 2 ? zerosAtOdd++ : zerosAtEven++;
    else if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls++;
  }
  const isUtf16 =
    Math.max(zerosAtEven, zerosAtOdd) > sample.length / 5 &&
    Math.min(zerosAtEven, zerosAtOdd) < sample.length / 50;
  return (isUtf16 || zerosAtEven + zerosAtOdd === 0) && controls <= sample.length / 100;
}

function mismatch(fileName: string, content: string): AppError {
  return new AppError("file_type_mismatch", {
    message: `${extname(fileName)} holds ${content}`,
    publicMessage: `The name ends in ${extname(fileName)}, but the content is ${content}.`,
  });
}

function unsupported(type: string): AppError {
  return new AppError("unsupported_file_type", {
    publicMessage: `Files of the type ${type} can't be read. Accepted: ${acceptedExtensions.join(", ")}.`,
  });
}
