// @ts-check
/**
 * A database for tests and measurements: the embedded Postgres in memory or, with TEST_DATABASE_URL set, a new database on that
 * server which is dropped afterwards.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedDatabase } from "./embedded-database.mjs";
import { prepareDatabase } from "./prepare-database.mjs";

/** Opens a database and puts it into the environment. Returns what takes it away. */
export async function setup() {
  const { settings, close } = await openTestDatabase();
  Object.assign(process.env, settings);
  return close;
}

/** Starts a database and migrates it. `settings` are what a process needs to know of it. */
export async function openTestDatabase() {
  const folder = mkdtempSync(join(tmpdir(), "lectern-test-"));
  const database = process.env.TEST_DATABASE_URL
    ? await createDatabase(process.env.TEST_DATABASE_URL)
    : await startInMemory(folder);
  const settings = { DATABASE_URL: database.url, TEST_DATABASE_URL: database.url, DATA_DIR: folder };
  const close = async () => {
    await database.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await prepareDatabase({ ...process.env, ...settings }, join(folder, "prepare.log"));
  } catch (error) {
    await close();
    throw error;
  }
  return { settings, close };
}

async function startInMemory(/** @type {string} */ folder) {
  const database = await startEmbeddedDatabase({
    dataDir: folder,
    isInMemory: true,
    logPath: join(folder, "postgres.log"),
    shown: "errors",
  });
  return { url: database.url, remove: () => database.stop(5_000) };
}

/** A new, empty database on the server that `serverUrl` names. The role must be allowed to create databases. */
export async function createDatabase(/** @type {string} */ serverUrl) {
  const name = `lectern_test_${randomUUID().slice(0, 8)}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    remove: async () => {
      await runOn(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** The database of that name on the server, made where there's none. */
export async function ensureDatabase(/** @type {string} */ serverUrl, /** @type {string} */ name) {
  const found = await runOn(serverUrl, `SELECT FROM pg_database WHERE datname = '${name}'`);
  if (!found.rowCount) await runOn(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, isNew: !found.rowCount };
}

async function runOn(/** @type {string} */ serverUrl, /** @type {string} */ statement) {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
