// @ts-check
/**
 * Vitest runs `setup` before the database tests: a database for each of its workers, so that two files run at a time and neither
 * sees what the other does. Each worker takes its own in take-test-database.mjs.
 */
import { openTestDatabase } from "./test-database.mjs";

/** As many as the machine that everybody has can keep busy: a worker and its database take turns. */
export const databaseCount = 2;

/** Opens them one after another, since a server has one set of roles for all. Returns what takes them away. */
export async function setup() {
  /** @type {Awaited<ReturnType<typeof openTestDatabase>>[]} */
  const opened = [];
  const teardown = async () => {
    await Promise.all(opened.map(({ close }) => close()));
  };
  try {
    for (let i = 0; i < databaseCount; i++) opened.push(await openTestDatabase());
  } catch (error) {
    await teardown();
    throw error;
  }
  process.env.VITEST_DATABASES = JSON.stringify(opened.map(({ settings }) => settings));
  return teardown;
}
