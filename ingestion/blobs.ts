import { createHash, randomUUID } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";

/**
 * The blob store: original files under DATA_DIR/blobs/<tenant>/<first two digits>/<SHA-256>, so that the same bytes are
 * kept once per tenant and tenants share nothing. A blob appears under its name only when it is whole and on disk.
 */
const blobRoot = () => resolve(env().DATA_DIR, "blobs");
const stagingFolder = () => join(blobRoot(), "staging");
/** No upload takes longer: what is older was left by a process that died. */
const stagedMsMax = 24 * 60 * 60 * 1000;

/** Where a blob lies, for the parser's process to open. Tenant and hash come from the database, never from a client. */
export function blobPath(tenantId: string, hash: string): string {
  return join(blobRoot(), tenantId, hash.slice(0, 2), hash);
}

/**
 * Bytes received, not yet under their name: `keep` puts them there, or makes sure that they still are, and `discard` forgets
 * what was received.
 */
export interface StagedBlob {
  path: string;
  hash: string;
  byteSize: number;
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Writes a stream to the store's staging folder, hashing on the way. Throws `file_too_large` as soon as it is longer than
 * `bytesMax`, `blob_store_unavailable` where the disk refuses, and leaves nothing behind then.
 */
export async function stageBlob(tenantId: string, source: Readable, bytesMax: number): Promise<StagedBlob> {
  const path = join(stagingFolder(), randomUUID());
  // What can't be deleted now is cleared by clearStaging.
  const discard = () => rm(path, { force: true }).catch(() => undefined);
  try {
    const { hash, byteSize } = await writeHashed(path, source, bytesMax);
    return {
      path,
      hash,
      byteSize,
      discard,
      keep: () => storeFault(() => putInPlace(path, blobPath(tenantId, hash))),
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function writeHashed(path: string, source: Readable, bytesMax: number) {
  const hash = createHash("sha256");
  let byteSize = 0;
  const file = await storeFault(async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, "wx", 0o600);
  });
  try {
    for await (const part of source as AsyncIterable<Buffer | string>) {
      const chunk = typeof part === "string" ? Buffer.from(part) : part;
      byteSize += chunk.length;
      if (byteSize > bytesMax) throw tooLarge(bytesMax);
      hash.update(chunk);
      await storeFault(() => file.writeFile(chunk));
    }
    await storeFault(() => file.sync());
  } finally {
    await file.close();
  }
  return { hash: hash.digest("hex"), byteSize };
}

/**
 * The file and then its folder are synced, so that a row that names the blob never outlives a power cut without it. The staged
 * name stays, so that what a deletion takes away in the same moment can be put in place again.
 */
async function putInPlace(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    await rename(from, to); // file systems that know no second name
  }
  const folder = await open(dirname(to), "r");
  await folder.sync().finally(() => folder.close());
}

async function storeFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AppError("blob_store_unavailable", {
      cause,
      message: `the blob store failed: ${String(cause)}`,
    });
  }
}

/** The error for a file above the limit, which it names. */
export function tooLarge(bytesMax: number): AppError {
  const megabytes = Math.floor((bytesMax / 1024 / 1024) * 10) / 10;
  return new AppError("file_too_large", {
    publicMessage: `The file is larger than the ${megabytes} MB accepted here.`,
  });
}

/** Streams a blob, or the part from `start` to `end`, both counted. Throws `blob_store_unavailable` where it's missing. */
export async function readBlob(
  tenantId: string,
  hash: string,
  range?: { start: number; end: number },
): Promise<ReadStream> {
  const path = blobPath(tenantId, hash);
  await storeFault(() => stat(path));
  return createReadStream(path, range);
}

/** Deletes what uploads that were cut off by a crash have left in the staging folder. */
export async function clearStaging(): Promise<void> {
  await mkdir(stagingFolder(), { recursive: true, mode: 0o700 });
  for (const name of await readdir(stagingFolder())) {
    const path = join(stagingFolder(), name);
    const found = await stat(path).catch(() => null); // it may have been kept or discarded just now
    if (found && found.mtimeMs < Date.now() - stagedMsMax) await rm(path, { force: true });
  }
}

/**
 * Deletes a blob unless `isWanted` says, once it's out of the way, that a document has come to need it meanwhile: then it's put
 * back. Tells whether it deleted it; one that's gone already is no fault.
 */
export async function deleteBlob(
  tenantId: string,
  hash: string,
  isWanted: () => Promise<boolean> = async () => false,
): Promise<boolean> {
  const path = blobPath(tenantId, hash);
  const aside = join(stagingFolder(), randomUUID());
  return storeFault(async () => {
    await mkdir(stagingFolder(), { recursive: true, mode: 0o700 });
    try {
      await rename(path, aside);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    }
    const isKept = await isWanted();
    if (isKept) await putInPlace(aside, path);
    await rm(aside, { force: true });
    return !isKept;
  });
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

/** Whether there is such a blob. */
export async function hasBlob(tenantId: string, hash: string): Promise<boolean> {
  return (await stat(blobPath(tenantId, hash)).catch(() => null)) !== null;
}
