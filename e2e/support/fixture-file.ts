import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FileToSend } from "./connect-api.ts";

/** Where a file of e2e/fixtures is. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** A file of e2e/fixtures, ready to be uploaded. */
export async function fixtureFile(name: string): Promise<FileToSend> {
  return { name, content: new Uint8Array(await readFile(fixturePath(name))) };
}
