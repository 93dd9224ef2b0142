// @ts-check
/** The second half of `npm run eval`, under Node 24, with the database that the evaluation needs. */
import { randomUUID } from "node:crypto";
import { openEvaluationDatabase } from "./evaluation-database.mjs";

process.env.LOG_LEVEL ??= "error";
// Files' passwords are sealed under it; nothing sealed here outlives the run.
process.env.NEXTAUTH_SECRET ||= randomUUID();
const { args, keptIn, close } = await openEvaluationDatabase(process.argv.slice(2));
try {
  const { runEval } = await import("../lib/evaluation/run-eval.ts");
  await runEval(args, { keptIn });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  const { closePool } = await import("../db/client.ts");
  await closePool();
  await close();
}
process.exit();
