import { createHash } from "node:crypto";
import { AppError, toAppError } from "../../lib/errors.ts";
import type { DocumentPart } from "./combine-documents.ts";
import type { ParsedDocument } from "./element.ts";
import { reportProgress } from "./report-progress.ts";

/** A file within a file: an archive's member, a mail's attachment. */
export interface Part {
  /** As its reader sees it; for an archive's member a path. */
  name: string;
  /** What it stands under in the document, when not its name. */
  heading?: string;
  /** Why it isn't read, where that is known beforehand. */
  refusal?: string;
  read(): Buffer | Promise<Buffer>;
}

/** Where in a file within a file a parser is at work. Made anew for each file that is uploaded, handed on to all within. */
export interface Nesting {
  /** How many files the one being read lies in. */
  depth: number;
  /** Digests of those files and of itself. */
  path: string[];
  spent: { files: number; bytes: number; characters: number };
  parsePart(bytes: Buffer, fileName: string, nesting: Nesting): Promise<ParsedDocument>;
}

/** For all files within one upload together, however deep. */
export const partLimits = {
  /** A message in an archive in an archive is read, what is attached to it is read, what lies in that isn't. */
  depthMax: 3,
  filesMax: 1000,
  bytesMax: 200 * 1024 * 1024,
  charactersMax: 20_000_000,
};

/** Warnings beyond these are counted, not listed. */
const warningsMax = 50;

/**
 * Reads the files within a file, each with the parser of its own type, in the order given. One that can't be read becomes a
 * warning that names it and says why; the others are read all the same. Throws only what isn't a file's fault. `isRefused` where one of them was dangerous to open.
 */
export async function parseParts(
  parts: Part[],
  nesting: Nesting,
): Promise<{ parts: DocumentPart[]; warnings: string[]; isRefused: boolean }> {
  const read: DocumentPart[] = [];
  const warnings: string[] = [];
  let isRefused = false;
  for (const part of parts) {
    try {
      const document = await parsePart(part, nesting);
      read.push({ heading: part.heading ?? part.name, document });
    } catch (error) {
      const { code, status, publicMessage } = toAppError(error);
      if (status >= 500) throw error; // not the file's fault: another try may read it
      isRefused ||= code === "archive_refused";
      warnings.push(`${part.name} wasn't read: ${publicMessage}`);
    }
    reportProgress();
  }
  const more = warnings.length - warningsMax;
  if (more > 0) warnings.splice(warningsMax, more, `${more} more files weren't read.`);
  return { parts: read, warnings, isRefused };
}

async function parsePart({ name, refusal, read }: Part, nesting: Nesting): Promise<ParsedDocument> {
  const { spent, depth, path } = nesting;
  if (refusal) throw new AppError("unsupported_file_type", { publicMessage: refusal });
  if (depth >= partLimits.depthMax) throw refused("It lies too deep: files within files within files.");
  if (spent.files >= partLimits.filesMax) throw tooMuch(`${partLimits.filesMax} files have been read.`);
  if (spent.bytes >= partLimits.bytesMax) throw tooMuch("The files together are too large.");
  if (spent.characters >= partLimits.charactersMax) throw tooMuch("The files together hold too much text.");
  spent.files += 1;
  const bytes = await read();
  spent.bytes += bytes.length;
  if (bytes.length === 0) throw new AppError("empty_file");
  const digest = digestOf(bytes);
  if (path.includes(digest)) throw refused("It's the same file as the one that it lies in.");
  const document = await nesting.parsePart(bytes, name, {
    ...nesting,
    depth: depth + 1,
    path: [...path, digest],
  });
  spent.characters += document.text.length;
  return document;
}

/** What tells a file from the ones that it lies in. */
export function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

const refused = (publicMessage: string) => new AppError("archive_refused", { publicMessage });
const tooMuch = (publicMessage: string) => new AppError("parse_limit_exceeded", { publicMessage });
