import { AppError } from "../../lib/errors.ts";
import { combineDocuments } from "./combine-documents.ts";
import type { ParsedDocument } from "./element.ts";
import { type Nesting, type Part, parseParts, partLimits } from "./parse-parts.ts";
import { readZip, type ZipEntry } from "./read-zip.ts";

const megabyte = 1024 * 1024;

export const archiveLimits = {
  entriesMax: partLimits.filesMax,
  /** No larger than a file may be that is uploaded by itself, unless an operator has changed that. */
  entryBytesMax: 50 * megabyte,
  totalBytesMax: partLimits.bytesMax,
  /** Text deflates to a fifth, tables to a thirtieth. */
  ratioMax: 100,
};

/** What macOS and Windows leave in folders. */
const litter = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)/i;

/**
 * A ZIP file as one document: its files in the order of their paths, each under its path as a heading. Members that can't be
 * read are warnings. Nothing is unpacked under the archive's own names. Throws `archive_refused` for an archive made to harm,
 * `encrypted_file` where all of it is encrypted, and `no_text_found` where nothing in it could be read.
 */
export async function parseZip(bytes: Buffer, nesting: Nesting): Promise<ParsedDocument> {
  const entries = (await readZip(bytes, archiveLimits)).filter(isFile).sort(byName);
  const { parts, warnings, isRefused } = await parseParts(entries.map(toPart), nesting);
  if (parts.length === 0) throw nothingRead(entries, warnings, isRefused);
  const combined = combineDocuments(parts, { parser: "ZIP archive", title: null });
  return { ...combined, warnings: [...warnings, ...combined.warnings] };
}

const isFile = ({ name, isDirectory }: ZipEntry) => name !== "" && !isDirectory && !litter.test(name);
const byName = (a: ZipEntry, b: ZipEntry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function toPart({ name, isSymlink, isEncrypted, read }: ZipEntry): Part {
  if (isSymlink) return { name, read, refusal: "It's a link to another file. Links aren't followed." };
  return { name, read, ...(isEncrypted && { refusal: "It's encrypted." }) };
}

function nothingRead(entries: ZipEntry[], warnings: string[], isRefused: boolean): AppError {
  const reasons = warnings.slice(0, 3).join(" ");
  if (isRefused)
    return new AppError("archive_refused", {
      publicMessage: `The archive can't be unpacked safely. ${reasons}`,
    });
  if (entries.length > 0 && entries.every((entry) => entry.isEncrypted))
    return new AppError("encrypted_file", {
      publicMessage:
        "The archive's files are encrypted. Upload them unpacked, or in an archive without a password.",
    });
  return new AppError("no_text_found", {
    publicMessage: `Nothing in the archive could be read. ${reasons}`.trim(),
  });
}
