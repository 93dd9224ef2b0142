import { constants } from "node:fs";
import { type FileHandle, open, readdir, realpath, stat } from "node:fs/promises";
import { extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import type { SourceConfig } from "../../lib/document.ts";
import { env } from "../../lib/env.ts";
import { AppError } from "../../lib/errors.ts";
import { macroExtensions, mediaTypes } from "../../lib/media-types.ts";
import { tooLarge } from "../blobs.ts";
import { type Finding, type ReadItems, refusalOf } from "./finding.ts";

const filesMax = 100_000;
const depthMax = 50;

/**
 * The files of a server folder and the folders in it, by their path in it, hidden ones left out. Links are never followed: what
 * they point to within the folder is found in its own place, and what is outside stays there. Throws `folder_refused`, or
 * `source_unreachable` where there is no such folder.
 */
export const readFolder: ReadItems<Extract<SourceConfig, { kind: "folder" }>> = async function* (
  config,
  reading,
) {
  const root = await openedFolder(config.path);
  const waiting = [{ folder: root, depth: 0 }];
  let files = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const entries = await readdir(next.folder, { withFileTypes: true }).catch(() => null);
    if (!entries) {
      reading.cutShort(`The folder ${relative(root, next.folder) || "."} can't be read.`);
      continue;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      reading.signal.throwIfAborted();
      if (entry.name.startsWith(".")) continue;
      const path = join(next.folder, entry.name);
      const key = relative(root, path).split(sep).join("/");
      if (entry.isDirectory()) {
        if (next.depth < depthMax) waiting.push({ folder: path, depth: next.depth + 1 });
        else reading.cutShort(`The folder ${key} is too deep to be read.`);
      } else if (entry.isSymbolicLink()) {
        const target = await realpath(path).catch(() => null);
        if (!target || isWithin(root, target)) continue;
        yield {
          key,
          state: "refused",
          code: "folder_refused",
          message: "It is a link that leads out of the folder.",
        };
      } else if (entry.isFile()) {
        files += 1;
        if (files > filesMax) {
          reading.cutShort(`There are more than ${filesMax} files: the rest was left out.`);
          return;
        }
        yield await findFile(root, path, key, reading.known(key)?.etag);
      }
    }
  }
};

async function findFile(root: string, path: string, key: string, knownTag?: string | null): Promise<Finding> {
  try {
    if (!isReadable(key)) throw new AppError("unsupported_file_type");
    const { size, mtimeMs } = await stat(path).catch(unreadable);
    const etag = `${size}-${mtimeMs}`;
    if (etag === knownTag) return { key, state: "unchanged" };
    if (size > env().UPLOAD_BYTES_MAX) throw tooLarge(env().UPLOAD_BYTES_MAX);
    const version = { etag, lastModified: null };
    return { key, state: "file", fileName: key, open: () => openWithin(root, path), version };
  } catch (error) {
    return refusalOf(key, error);
  }
}

const readableExtensions = new Set([
  "",
  ...macroExtensions, // refused with a reason of their own when they are taken in
  ...Object.values(mediaTypes).flatMap(({ extensions }) => extensions),
]);

/** Whether a file may be one that Lectern reads, as its name tells without opening it. */
export function isReadable(name: string): boolean {
  return readableExtensions.has(extname(name).toLowerCase());
}

/** The file's bytes, once it's sure that what was opened lies in the folder, whatever was put in its place meanwhile. */
async function openWithin(root: string, path: string): Promise<Readable> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(unreadable);
  try {
    const [opened, real] = await Promise.all([file.stat(), realpath(path).catch(unreadable)]);
    const named = await stat(real).catch(unreadable);
    const isSame = opened.ino === named.ino && opened.dev === named.dev;
    if (!opened.isFile() || !isSame || !isWithin(root, real)) throw new AppError("folder_refused");
  } catch (error) {
    await file.close();
    throw error;
  }
  return streamOf(file);
}

const streamOf = (file: FileHandle) => file.createReadStream({ autoClose: true });

function unreadable(cause: unknown): never {
  throw new AppError("source_unreachable", { cause, publicMessage: "The file can't be read." });
}

async function openedFolder(path: string): Promise<string> {
  assertOpenedFolder(path);
  const real = await realpath(path).catch((cause: unknown) => {
    throw new AppError("source_unreachable", {
      cause,
      publicMessage: `There is no folder ${path} on the server.`,
    });
  });
  const opened = await Promise.all(openedFolders().map((folder) => realpath(folder).catch(() => null)));
  if (!opened.some((folder) => folder !== null && isWithin(folder, real)))
    throw new AppError("folder_refused");
  if (!(await stat(real)).isDirectory())
    throw new AppError("source_unreachable", { publicMessage: `${path} is no folder.` });
  return real;
}

/**
 * Refuses a path that isn't under a folder of SOURCE_FOLDERS as it is written; the folder itself is looked at when it is read,
 * since it needs to be there for the worker only. Throws `folder_refused`.
 */
export function assertOpenedFolder(path: string): void {
  if (!isAbsolute(path) || !openedFolders().some((folder) => isWithin(folder, resolve(path))))
    throw new AppError("folder_refused");
}

/** The folders that the operator has opened. */
export function openedFolders(): string[] {
  return (env().SOURCE_FOLDERS ?? "")
    .split(",")
    .map((folder) => folder.trim())
    .filter(Boolean)
    .map((folder) => resolve(folder));
}

const isWithin = (folder: string, path: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
