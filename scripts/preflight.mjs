// @ts-check
/**
 * What can be found wrong before anything is installed or built: each failure is one line that says what to do.
 * Plain JavaScript for Node 18, without packages.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { waitUntilUnused } from "./running-file.mjs";
import { StartError } from "./terminal.mjs";

const DATABASE_REACH_MS = 5_000;

/** Resolves when the data folder, the port and the database's address are usable; throws a StartError otherwise. */
export async function checkSurroundings(/** @type {import("./settings.mjs").Settings} */ settings) {
  checkDataDirWritable(settings.dataDir);
  await waitUntilUnused(settings.dataDir);
  await checkPortFree(settings.host, settings.port);
  if (settings.databaseUrl) await checkDatabaseReachable(settings.databaseUrl);
}

function checkDataDirWritable(/** @type {string} */ dataDir) {
  const probe = join(dataDir, `.write-test-${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} can't be written (${codeOf(error)}). ` +
        "Give this user the right to write it, or choose another folder with DATA_DIR.",
    );
  }
}

/** @returns {Promise<void>} */
function checkPortFree(/** @type {string} */ host, /** @type {number} */ port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => reject(new StartError(adviceOnListening(codeOf(error), host, port))));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function adviceOnListening(
  /** @type {string} */ code,
  /** @type {string} */ host,
  /** @type {number} */ port,
) {
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`;
  }
  if (code === "EACCES") {
    return `This user may not listen on port ${port}. Choose a port above 1023: PORT=3000 npm start`;
  }
  return `HOST=${host} can't be listened on (${code}). Use 127.0.0.1 (this machine only) or 0.0.0.0 (every address).`;
}

/**
 * Only whether something listens there; whether it's a Postgres that can be used is asked with a Postgres client later.
 *
 * @returns {Promise<void>}
 */
function checkDatabaseReachable(/** @type {string} */ databaseUrl) {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get("host");
  const port = Number(url.port || 5432);
  const address = folder?.startsWith("/")
    ? { path: `${folder}/.s.PGSQL.${port}` }
    : { host: folder ?? url.hostname.replace(/^\[|\]$/g, ""), port };
  const place = address.path ?? `${address.host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, timeout: DATABASE_REACH_MS });
    const fail = (/** @type {string} */ why) => {
      socket.destroy();
      reject(
        new StartError(
          `The database at ${place} can't be reached (${why}). Start it or correct DATABASE_URL; ` +
            "with DATABASE_URL unset Lectern runs its own database.",
        ),
      );
    };
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("timeout", () => fail("no answer"));
    socket.once("error", (error) => fail(codeOf(error)));
  });
}

function codeOf(/** @type {unknown} */ error) {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
