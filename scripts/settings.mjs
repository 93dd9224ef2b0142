// @ts-check
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { StartError } from "./terminal.mjs";

/** The repository's root: everything runs from here, wherever it was called from. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Settings
 * @property {string} host          the address to listen on
 * @property {number} port
 * @property {string} origin        where a browser on this machine finds it
 * @property {string} dataDir       absolute
 * @property {string | undefined} databaseUrl   undefined: the embedded Postgres
 */

/**
 * Where to listen and where to keep things, from the environment and, where that's silent, from `.env.local` and `.env`.
 * Throws a StartError for a value that can't be used.
 *
 * @returns {Settings}
 */
export function readSettings() {
  for (const name of [".env.local", ".env"]) {
    const file = join(root, name);
    // Node 18 can't read these files; it's only on the way to Node 24, where they're read.
    if (existsSync(file)) process.loadEnvFile?.(file);
  }
  const host = process.env.HOST || "127.0.0.1";
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new StartError(`PORT is "${process.env.PORT}". Set it to a number from 1 to 65535.`);
  }
  const databaseUrl = process.env.DATABASE_URL || undefined;
  if (databaseUrl && !isPostgresUrl(databaseUrl)) {
    throw new StartError(
      "DATABASE_URL doesn't look like postgres://user:password@host:5432/database. Correct or unset it.",
    );
  }
  const reachable = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  const origin = `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
  return { host, port, origin, dataDir: resolve(root, process.env.DATA_DIR || ".data"), databaseUrl };
}

function isPostgresUrl(/** @type {string} */ text) {
  try {
    return /^postgres(ql)?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** Whether `readSettings` saw everything: false on a Node too old to read an existing `.env` file. */
export function areSettingsComplete() {
  const hasFile = existsSync(join(root, ".env")) || existsSync(join(root, ".env.local"));
  return !hasFile || typeof process.loadEnvFile === "function";
}
