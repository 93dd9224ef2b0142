/**
 * Makes the database ready and ends: migrates it, makes the first tenant where BOOTSTRAP_* describe one, else a setup token
 * where there's no tenant. Run by the starter and by compose before anything else, one at a time:
 * `node db/prepare-database.ts`. Prints one line of JSON on stdout, says what else there's to say on stderr, and ends with 1
 * and one line that begins with "Error:" where it couldn't.
 */
import { env } from "../lib/env.ts";
import { bootstrapTenant } from "./bootstrap-tenant.ts";
import { closePool } from "./client.ts";
import { describeDatabaseFault } from "./describe-database-fault.ts";
import { issueSetupToken } from "./installation.ts";
import { migrateDatabase } from "./migrate.ts";
import { readBootstrapSettings } from "./read-bootstrap-settings.ts";

try {
  const settings = readBootstrapSettings(env());
  const bm25Tier = await migrateDatabase();
  const notes = settings ? await bootstrapTenant(settings) : [];
  const setupToken = await issueSetupToken();
  for (const note of notes) console.error(note);
  console.log(JSON.stringify({ setupToken, bm25Tier, notes }));
} catch (error) {
  console.error(`Error: ${describeDatabaseFault(error)}`);
  process.exitCode = 1;
} finally {
  await closePool();
}
