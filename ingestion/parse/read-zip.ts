import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from "yauzl";
import { AppError } from "../../lib/errors.ts";

export interface ZipLimits {
  /** Entries in the directory, folders included. */
  entriesMax: number;
  /** What one entry may inflate to. */
  entryBytesMax: number;
  /** What all that is read may inflate to together. */
  totalBytesMax: number;
  /** Inflated to compressed size of an entry. Deflate can't do more than 1032; honest XML stays below 100. */
  ratioMax: number;
}

/** For documents that are ZIP files: parsing them has 768 MB of heap. */
export const documentZipLimits: ZipLimits = {
  entriesMax: 20_000,
  entryBytesMax: 192 * 1024 * 1024,
  totalBytesMax: 512 * 1024 * 1024,
  ratioMax: 400,
};

/** Small files may be as regular as they like. */
const ratioBytesMin = 8 * 1024 * 1024;

export interface ZipEntry {
  /** A relative path with forward slashes and without `..`, whatever the archive says. */
  name: string;
  /** Inflated, as the directory claims; reading gives as many bytes or fails. */
  size: number;
  isEncrypted: boolean;
  isDirectory: boolean;
  isSymlink: boolean;
  /** Its bytes. Throws `archive_refused` beyond a limit, `encrypted_file`, or `corrupt_file`. */
  read(): Promise<Buffer>;
  /** The same as a stream, for what is too large to hold. Errors of the stream are the library's own. */
  openStream(): Promise<Readable>;
}

/**
 * The entries of a ZIP file that lies in memory, nothing inflated yet and nothing ever written to disk. Throws
 * `archive_refused` for what only a hostile archive has (too many entries, entries that share bytes, absurd ratios) and
 * `corrupt_file` for one that can't be read.
 */
export async function readZip(bytes: Buffer, limits: ZipLimits = documentZipLimits): Promise<ZipEntry[]> {
  const archive = await fromBufferPromise(bytes, { decodeStrings: false }).catch(corrupt);
  if (archive.entryCount > limits.entriesMax) throw refused(`It holds ${archive.entryCount} files.`);
  const entries: Entry[] = [];
  try {
    for await (const entry of archive.eachEntry()) {
      entries.push(entry);
      if (entries.length > limits.entriesMax) throw refused(`It holds more than ${limits.entriesMax} files.`);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    return corrupt(error);
  }
  refuseOverlaps(entries);
  for (const entry of entries) refuseRatio(entry, limits);
  const budget = { bytesLeft: limits.totalBytesMax };
  return entries.map((entry) => toZipEntry(archive, entry, limits, budget));
}

function toZipEntry(
  archive: ZipFile,
  entry: Entry,
  limits: ZipLimits,
  budget: { bytesLeft: number },
): ZipEntry {
  const rawName = nameOf(entry);
  const openStream = async () => {
    if (entry.isEncrypted()) throw new AppError("encrypted_file");
    if (entry.uncompressedSize > limits.entryBytesMax)
      throw refused(`A file in it has ${entry.uncompressedSize} bytes.`);
    budget.bytesLeft -= entry.uncompressedSize;
    if (budget.bytesLeft < 0) throw refused(`It unpacks to more than ${limits.totalBytesMax} bytes.`);
    const stream = await archive.openReadStreamPromise(entry).catch(corrupt);
    // It may fail after its reader has given up, which would end the process. A reader is told all the same.
    return stream.on("error", () => undefined);
  };
  return {
    name: plainPath(rawName),
    size: entry.uncompressedSize,
    isEncrypted: entry.isEncrypted(),
    isDirectory: /[\\/]$/.test(rawName),
    isSymlink: isSymlink(entry),
    openStream,
    read: async () => buffer(await openStream()).catch(corrupt),
  };
}

/** UTF-8 where it is, flagged or not; else what the format says. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fileNameRaw);
  } catch {
    return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  }
}

function plainPath(name: string): string {
  const parts = name.replace(/^[a-z]:/i, "").split(/[\\/]+/);
  return parts.filter((part) => part && part !== "." && part !== "..").join("/");
}

const unixSystem = 3;
function isSymlink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const mode = externalFileAttributes >>> 16;
  return versionMadeBy >> 8 === unixSystem && (mode & 0o170000) === 0o120000;
}

/** Entries that share bytes are how a few kilobytes claim petabytes. */
function refuseOverlaps(entries: Entry[]): void {
  const headerBytes = 30;
  const spans = entries
    .map(({ relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize }) => ({
      start,
      end: start + headerBytes + fileNameLength + compressedSize,
    }))
    .sort((a, b) => a.start - b.start);
  for (const [i, { start }] of spans.entries())
    if (start < (spans[i - 1]?.end ?? 0)) throw refused("Files in it share the same bytes.");
}

function refuseRatio({ uncompressedSize, compressedSize }: Entry, { ratioMax }: ZipLimits): void {
  if (uncompressedSize > ratioBytesMin && uncompressedSize > compressedSize * ratioMax)
    throw refused("A file in it unpacks to hundreds of times its size.");
}

const refused = (why: string) =>
  new AppError("archive_refused", { publicMessage: `The archive can't be unpacked safely. ${why}` });

function corrupt(cause: unknown): never {
  throw new AppError("corrupt_file", { cause, message: cause instanceof Error ? cause.message : undefined });
}
