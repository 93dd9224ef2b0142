// @ts-check
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/**
 * @typedef {object} FoundFile
 * @property {string} path
 * @property {string} name     its path within the folder, with forward slashes
 * @property {number} bytes
 */

/**
 * The files of a folder and its subfolders, by name. Hidden files and folders are left out, and links aren't followed.
 *
 * @param {string} folder
 * @returns {Promise<FoundFile[]>}
 */
export async function findFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  /** @type {FoundFile[]} */
  const files = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    if (!entry.isFile() || name.split("/").some((part) => part.startsWith("."))) continue;
    files.push({ path, name, bytes: (await stat(path)).size });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * SHA-256 of a file's bytes, hex, as the server stores it.
 *
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function hashFile(path) {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest("hex");
}
