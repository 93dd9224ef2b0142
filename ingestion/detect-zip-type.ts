import { text } from "node:stream/consumers";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { AppError } from "../lib/errors.ts";

/** An Office file's main part, by what it calls itself in its list of parts. */
const officeMainPart =
  /ContentType\s*=\s*["']application\/vnd\.openxmlformats-officedocument\.(\w+\.\w+)\.main\+xml["']/gi;
const office = "application/vnd.openxmlformats-officedocument";
const wordType = `${office}.wordprocessingml.document`;
const slidesType = `${office}.presentationml.presentation`;
const sheetType = `${office}.spreadsheetml.sheet`;
const officeTypes: Record<string, string> = {
  "wordprocessingml.document": wordType,
  "wordprocessingml.template": wordType,
  "presentationml.presentation": slidesType,
  "presentationml.slideshow": slidesType,
  "presentationml.template": slidesType,
  "spreadsheetml.sheet": sheetType,
  "spreadsheetml.template": sheetType,
};
/** Where the list of parts says nothing, as in files that other programs wrote. */
const officeTypeByPart: Record<string, string> = {
  "word/document.xml": wordType,
  "ppt/presentation.xml": slidesType,
  "xl/workbook.xml": sheetType,
};

/** More names than any document has; an archive with more is judged by the first. */
const namesMax = 5000;
const smallPartBytesMax = 4 * 1024 * 1024;

/**
 * What kind of ZIP a file is: an Office, OpenDocument or EPUB document by its parts, else `application/zip`. Throws
 * `macro_enabled_file` for Office files with macros, whatever they're called, and `corrupt_file` where the directory is damaged.
 */
export async function detectZipType(path: string): Promise<string> {
  let archive: ZipFile | undefined;
  try {
    archive = await openPromise(path, { autoClose: false, decodeStrings: false });
    const parts = new Map<string, Entry>();
    for await (const entry of archive.eachEntry()) {
      parts.set(entry.fileNameRaw.toString("latin1").replaceAll("\\", "/"), entry);
      if (parts.size >= namesMax) break;
    }
    return await typeByParts(archive, parts);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("corrupt_file", { cause });
  } finally {
    archive?.close();
  }
}

async function typeByParts(archive: ZipFile, parts: Map<string, Entry>): Promise<string> {
  const contentTypes = parts.get("[Content_Types].xml");
  if (contentTypes) {
    const listed = await readSmall(archive, contentTypes);
    const names = [...parts.keys()];
    if (/macroEnabled/i.test(listed) || names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name)))
      throw new AppError("macro_enabled_file");
    for (const [, mainPart = ""] of listed.matchAll(officeMainPart))
      if (officeTypes[mainPart]) return officeTypes[mainPart];
    const known = names.find((name) => officeTypeByPart[name]);
    if (known) return officeTypeByPart[known] ?? "application/zip";
  }
  const mimetype = parts.get("mimetype");
  const declared = mimetype ? (await readSmall(archive, mimetype)).trim() : "";
  if (/^application\/(epub\+zip|vnd\.oasis\.opendocument\.[\w-]+)$/.test(declared))
    return declared.replace(/(\.text|\.spreadsheet|\.presentation)-template$/, "$1");
  if (parts.has("META-INF/container.xml")) return "application/epub+zip";
  return "application/zip";
}

async function readSmall(archive: ZipFile, entry: Entry): Promise<string> {
  if (entry.isEncrypted() || entry.uncompressedSize > smallPartBytesMax) return "";
  return text(await archive.openReadStreamPromise(entry));
}
