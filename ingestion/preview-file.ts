import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { env } from "../lib/env.ts";
import { AppError } from "../lib/errors.ts";
import type { StagedBlob } from "./blobs.ts";

/**
 * Files to be previewed lie apart from the blobs, each under its preview's id: what becomes of one touches no document of the
 * same bytes.
 */
const previewRoot = () => resolve(env().DATA_DIR, "blobs", "previews");
/** A file that no worker came for in this time is forgotten. */
const keptMsMax = 60 * 60 * 1000;

/** Where a preview's file lies, for the parser's process to open. */
export function previewPath(previewId: string): string {
  return join(previewRoot(), previewId);
}

/** Puts a received file where the worker finds it. Throws `blob_store_unavailable`. */
export async function keepPreviewFile(previewId: string, blob: StagedBlob): Promise<void> {
  const path = previewPath(previewId);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(blob.path, path);
  } catch (cause) {
    throw new AppError("blob_store_unavailable", { cause });
  }
}

/** Deletes a preview's file; one that's gone already is no fault. */
export async function deletePreviewFile(previewId: string): Promise<void> {
  await rm(previewPath(previewId), { force: true });
}

/** Deletes the files that no worker came for within an hour. */
export async function clearPreviewFiles(): Promise<void> {
  const names = await readdir(previewRoot()).catch(() => []); // none yet
  for (const name of names) {
    const found = await stat(previewPath(name)).catch(() => null); // a worker may have read it just now
    if (found && found.mtimeMs < Date.now() - keptMsMax) await deletePreviewFile(name);
  }
}
