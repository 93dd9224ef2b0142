// @ts-check
/**
 * The second half of `npm run bench`, under Node 24: the database (the embedded one in memory, or a new one on the server that
 * TEST_DATABASE_URL names, or DATABASE_URL) is gone afterwards. With --url a running Lectern is measured, and with --help nothing: no
 * database is needed.
 */
import { startServers } from "./bench-servers.mjs";
import { setup } from "./test-database.mjs";

process.env.LOG_LEVEL ??= "error";
// A database of its own on that server: what is in the one that the URL names isn't touched.
if (process.env.DATABASE_URL) process.env.TEST_DATABASE_URL ??= process.env.DATABASE_URL;
const needsNoDatabase = ["--url", "--help"].some((option) => process.argv.includes(option));
const teardown = needsNoDatabase ? async () => {} : await setup();
try {
  const { runBench } = await import("../bench/run-bench.ts");
  await runBench(process.argv.slice(2), { startServers });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  const { closePool } = await import("../db/client.ts");
  await closePool();
  await teardown();
}
process.exit();
