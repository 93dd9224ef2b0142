// @ts-check
import pg from "pg";
import { StartError } from "./terminal.mjs";

const CONNECT_MS = 10_000;
const SERVER_VERSION_MIN = 17;

/** What Postgres's refusals mean to the operator, by SQLSTATE or by Node's error code. */
const advice = /** @type {Record<string, string>} */ ({
  "28P01": "the password is wrong",
  28000: "this user may not connect",
  "3D000": "there is no such database: create it first (createdb)",
});

/**
 * Resolves when the server in DATABASE_URL can carry Lectern: it lets us in, is new enough and has pgvector. Throws a
 * StartError otherwise. The URL's password is never shown.
 */
export async function checkDatabase(/** @type {string} */ databaseUrl) {
  const url = new URL(databaseUrl);
  const place = `${url.host}${url.pathname}`;
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_MS });
  try {
    await client.connect();
    const version = await client.query("SELECT current_setting('server_version') AS text");
    if (Number.parseInt(version.rows[0].text, 10) < SERVER_VERSION_MIN) {
      throw new StartError(
        `The database server at ${place} is Postgres ${version.rows[0].text}; Lectern needs ${SERVER_VERSION_MIN} or newer.`,
      );
    }
    const vector = await client.query("SELECT FROM pg_available_extensions WHERE name = 'vector'");
    if (vector.rowCount === 0) {
      throw new StartError(
        `The database server at ${place} has no pgvector. Install it there (on Debian: apt-get install postgresql-17-pgvector).`,
      );
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = advice[code] ?? (error instanceof Error && error.message ? error.message : code);
    throw new StartError(
      `The database at ${place} can't be used: ${why}. Correct DATABASE_URL, or unset it and Lectern runs its own database.`,
    );
  } finally {
    await client.end().catch(() => {}); // it may never have been open
  }
}
