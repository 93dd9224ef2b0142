import { readFile } from "node:fs/promises";
import type { ParserChoice } from "../../lib/document.ts";
import { env } from "../../lib/env.ts";
import { AppError, toAppError } from "../../lib/errors.ts";
import { mediaTypesOf } from "../../lib/media-types.ts";
import { detectFileType } from "../detect-file-type.ts";
import type { ParsedDocument } from "./element.ts";
import { parseCode } from "./parse-code.ts";
import { parseCsv } from "./parse-csv.ts";
import { parseDoc } from "./parse-doc.ts";
import { parseDocx } from "./parse-docx.ts";
import { parseEml } from "./parse-eml.ts";
import { parseEpub } from "./parse-epub.ts";
import { parseHtml } from "./parse-html.ts";
import { parseImage } from "./parse-image.ts";
import { parseJson, parseJsonl } from "./parse-json.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { parseMsg } from "./parse-msg.ts";
import { parseOdp } from "./parse-odp.ts";
import { parseOds } from "./parse-ods.ts";
import { parseOdt } from "./parse-odt.ts";
import { digestOf, type Nesting } from "./parse-parts.ts";
import { parsePdf } from "./parse-pdf.ts";
import { parsePptx } from "./parse-pptx.ts";
import { parseRtf } from "./parse-rtf.ts";
import { parseText } from "./parse-text.ts";
import { parseWithUnstructured } from "./parse-with-unstructured.ts";
import { parseXls } from "./parse-xls.ts";
import { parseXlsx } from "./parse-xlsx.ts";
import { parseZip } from "./parse-zip.ts";
import { withPrivateFile } from "./with-private-file.ts";

export interface FileToParse {
  /** Where its bytes lie on this machine. */
  path: string;
  fileName: string;
  mediaType: string;
  /** Of an encrypted file. */
  password?: string;
  /** Who reads it; the parsers here when left out. */
  parser?: ParserChoice;
}

interface Parser {
  parse(bytes: Buffer, file: FileToParse, nesting: Nesting): ParsedDocument | Promise<ParsedDocument>;
  /** Whether the Unstructured API reads this type where one is configured. Text stays here: nothing is lost in it. */
  isForUnstructured: boolean;
}

const office = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";

const parsers: Record<string, Parser> = {
  "application/pdf": { parse: parsePdf, isForUnstructured: true },
  [`${office}.wordprocessingml.document`]: { parse: parseDocx, isForUnstructured: true },
  [`${office}.presentationml.presentation`]: { parse: parsePptx, isForUnstructured: true },
  [`${office}.spreadsheetml.sheet`]: { parse: parseXlsx, isForUnstructured: true },
  "application/msword": { parse: parseDoc, isForUnstructured: true },
  "application/vnd.ms-excel": { parse: parseXls, isForUnstructured: true },
  [`${openDocument}.text`]: { parse: parseOdt, isForUnstructured: true },
  [`${openDocument}.presentation`]: { parse: parseOdp, isForUnstructured: false },
  [`${openDocument}.spreadsheet`]: { parse: parseOds, isForUnstructured: false },
  "application/rtf": { parse: parseRtf, isForUnstructured: true },
  "application/epub+zip": { parse: parseEpub, isForUnstructured: true },
  "text/csv": { parse: parseCsv, isForUnstructured: false },
  "text/tab-separated-values": { parse: parseCsv, isForUnstructured: false },
  "application/json": { parse: parseJson, isForUnstructured: false },
  "application/jsonl": { parse: parseJsonl, isForUnstructured: false },
  ...Object.fromEntries(
    mediaTypesOf("code").map((mediaType) => [mediaType, { parse: parseCode, isForUnstructured: false }]),
  ),
  "text/html": { parse: parseHtml, isForUnstructured: true },
  "text/markdown": { parse: parseMarkdown, isForUnstructured: false },
  "text/plain": { parse: parseText, isForUnstructured: false },
  "message/rfc822": { parse: (bytes, _, nesting) => parseEml(bytes, nesting), isForUnstructured: true },
  "application/vnd.ms-outlook": {
    parse: (bytes, _, nesting) => parseMsg(bytes, nesting),
    isForUnstructured: true,
  },
  "application/zip": { parse: (bytes, _, nesting) => parseZip(bytes, nesting), isForUnstructured: false },
  ...Object.fromEntries(
    mediaTypesOf("image").map((mediaType) => [
      mediaType,
      { parse: (bytes: Buffer) => parseImage(bytes), isForUnstructured: true },
    ]),
  ),
};

/**
 * Parses a file by its media type. Throws `no_text_found` rather than give back an empty document, `corrupt_file` where
 * the library that reads the type gives up, and whatever the type's parser says.
 */
export async function parseDocument(file: FileToParse): Promise<ParsedDocument> {
  const bytes = await readFile(file.path).catch((cause: unknown) => {
    throw new AppError("blob_store_unavailable", {
      cause,
      publicMessage: "The file's bytes can't be read from the store.",
    });
  });
  return parseBytes(bytes, file, {
    depth: 0,
    path: [digestOf(bytes)],
    spent: { files: 0, bytes: 0, characters: 0 },
    parsePart: (part, fileName, nesting) => parsePart(part, { ...file, fileName }, nesting),
  });
}

/** A file within the file, as its own bytes and name say what it is. */
function parsePart(bytes: Buffer, file: FileToParse, nesting: Nesting): Promise<ParsedDocument> {
  return withPrivateFile(bytes, async (path) => {
    const hasPassword = file.password !== undefined;
    const mediaType = await detectFileType(path, file.fileName, { hasPassword });
    return parseBytes(bytes, { ...file, path, mediaType }, nesting);
  });
}

async function parseBytes(bytes: Buffer, file: FileToParse, nesting: Nesting): Promise<ParsedDocument> {
  const parser = parsers[file.mediaType];
  if (!parser) throw new AppError("unsupported_file_type");
  const isRemote =
    file.parser === "unstructured" && parser.isForUnstructured && Boolean(env().UNSTRUCTURED_API_URL);
  const parsed = isRemote
    ? await parseWithUnstructured(bytes, file.fileName)
    : await parseHere(parser, bytes, file, nesting);
  if (!/[\p{L}\p{N}]/u.test(parsed.text) || parsed.elements.length === 0) throw new AppError("no_text_found");
  return parsed;
}

async function parseHere(
  parser: Parser,
  bytes: Buffer,
  file: FileToParse,
  nesting: Nesting,
): Promise<ParsedDocument> {
  try {
    return await parser.parse(bytes, file, nesting);
  } catch (error) {
    // Nested deeper than the stack reaches, as hostile files are.
    if (error instanceof RangeError)
      throw new AppError("parse_limit_exceeded", { cause: error, message: error.message });
    const known = toAppError(error);
    throw known.code === "internal"
      ? new AppError("corrupt_file", { cause: error, message: known.message })
      : known;
  }
}
