// @ts-check
/**
 * The second half of `npm run eval`, under Node 24: the database (the embedded one in memory, or a new one on the server that
 * TEST_DATABASE_URL names) is gone afterwards.
 */
import { randomUUID } from "node:crypto";
import { setup } from "./test-database.mjs";

process.env.LOG_LEVEL ??= "error";
// Files' passwords are sealed under it; nothing sealed here outlives the run.
process.env.NEXTAUTH_SECRET ||= randomUUID();
const teardown = await setup();
try {
  const { runEval } = await import("../lib/evaluation/run-eval.ts");
  await runEval(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  const { closePool } = await import("../db/client.ts");
  await closePool();
  await teardown();
}
process.exit();
