// @ts-check
import { chmodSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./launch.mjs";
import { root } from "./settings.mjs";
import { StartError } from "./terminal.mjs";

/** The longest socket path that both Linux (107 bytes) and macOS (103) accept. */
const SOCKET_PATH_MAX = 103;

/**
 * Starts the embedded Postgres as a process of its own on `<dataDir>/postgres`, or in memory, and resolves when it accepts
 * connections. Only this user can connect: the socket and the data lie in folders with mode 0700.
 * Throws a StartError when it can't start.
 *
 * @param {{ dataDir: string, isInMemory?: boolean, logPath: string, shown: "all" | "errors" | "nothing" }} options
 */
export async function startEmbeddedDatabase({ dataDir, isInMemory = false, logPath, shown }) {
  const storage = isInMemory ? ["--memory"] : ["--data", privateFolder(join(dataDir, "postgres"))];
  const database = launch({
    name: "postgres",
    args: [join(root, "scripts", "embedded-postgres.mjs"), ...storage, "--socket", socketFolder(dataDir)],
    env: process.env,
    logPath,
    shown,
  });
  /** @type {Promise<{ url: string }>} */
  const ready = new Promise((resolve) => database.child.once("message", resolve));
  const outcome = await Promise.race([ready, database.ended]);
  if (typeof outcome === "string") {
    throw new StartError(
      `The embedded database didn't start (${outcome}). See the end of ${database.logPath}`,
    );
  }
  return { ...database, url: outcome.url };
}

function socketFolder(/** @type {string} */ dataDir) {
  const folder = join(dataDir, "socket");
  const isShortEnough = Buffer.byteLength(join(folder, ".s.PGSQL.5432")) <= SOCKET_PATH_MAX;
  return isShortEnough ? privateFolder(folder) : mkdtempSync(join(tmpdir(), "lectern-"));
}

function privateFolder(/** @type {string} */ folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}
