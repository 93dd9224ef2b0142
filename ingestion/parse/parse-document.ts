import { readFile } from "node:fs/promises";
import { env } from "../../lib/env.ts";
import { AppError, toAppError } from "../../lib/errors.ts";
import type { ParserChoice } from "../../lib/turn.ts";
import type { ParsedDocument } from "./element.ts";
import { parseDocx } from "./parse-docx.ts";
import { parseHtml } from "./parse-html.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { parsePdf } from "./parse-pdf.ts";
import { parseText } from "./parse-text.ts";
import { parseWithUnstructured } from "./parse-with-unstructured.ts";

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
  parse(bytes: Buffer): ParsedDocument | Promise<ParsedDocument>;
  /** Whether the Unstructured API reads this type where one is configured. Text stays here: nothing is lost in it. */
  isForUnstructured: boolean;
}

const parsers: Record<string, Parser> = {
  "application/pdf": { parse: parsePdf, isForUnstructured: true },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    parse: parseDocx,
    isForUnstructured: true,
  },
  "text/html": { parse: parseHtml, isForUnstructured: true },
  "text/markdown": { parse: parseMarkdown, isForUnstructured: false },
  "text/plain": { parse: parseText, isForUnstructured: false },
};

/**
 * Parses a file by its media type. Throws `no_text_found` rather than give back an empty document, `corrupt_file` where
 * the library that reads the type gives up, and whatever the type's parser says.
 */
export async function parseDocument({ path, fileName, mediaType }: FileToParse): Promise<ParsedDocument> {
  const parser = parsers[mediaType];
  if (!parser) throw new AppError("unsupported_file_type");
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError("blob_store_unavailable", {
      cause,
      publicMessage: "The file's bytes can't be read from the store.",
    });
  });
  const parsed =
    parser.isForUnstructured && env().UNSTRUCTURED_API_URL
      ? await parseWithUnstructured(bytes, fileName)
      : await parseHere(parser, bytes);
  if (!/[\p{L}\p{N}]/u.test(parsed.text) || parsed.elements.length === 0) throw new AppError("no_text_found");
  return parsed;
}

async function parseHere(parser: Parser, bytes: Buffer): Promise<ParsedDocument> {
  try {
    return await parser.parse(bytes);
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
