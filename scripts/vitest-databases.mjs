// @ts-check
/**
 * Vitest runs `setup` before the database tests: a database for each of its workers, so that two files run at a time and neither
 * sees what the other does. Each worker takes its own in take-test-database.mjs.
 */
import { openTestDatabase } from "./test-database.mjs";

/** As many as the machine that everybody has can keep busy: a worker and its database take turns. */
export const databaseCount = 2;

/** Opens them side by side; on a server one after another, since it has one set of roles for all. Returns what takes them away. */
export async function setup() {
  /** @type {Awaited<ReturnType<typeof openTestDatabase>>[]} */
  const opened = [];
  const open = async () => void opened.push(await openTestDatabase());
  const teardown = async () => {
    await Promise.all(opened.map(({ close }) => close()));
  };
  try {
    if (process.env.TEST_DATABASE_URL) for (let i = 0; i < databaseCount; i++) await open();
    else await Promise.all(Array.from({ length: databaseCount }, open));
  } catch (error) {
    await teardown();
    throw error;
  }
  process.env.VITEST_DATABASES = JSON.stringify(opened.map(({ settings }) => settings));
  return teardown;
}
