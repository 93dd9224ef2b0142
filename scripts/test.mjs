// @ts-check
/**
 * `npm test`: everything that guards this repository, from a fresh clone, with nothing set up by hand. It runs on the
 * machine's own Node (18 or newer), installs from the lockfile, and goes on in run-tests.mjs under Node 24.
 *
 *   npm test                    all steps: types lint imports unit db build e2e
 *   npm test -- unit db         only these
 *   npm test -- --bail          stop after the first step that fails
 *   TEST_DATABASE_URL=…         database and browser tests on that Postgres server instead of the embedded one
 */
import { continueUnderNode24 } from "./continue-under-node24.mjs";
import { ensureInstalled } from "./install.mjs";
import { showFailure } from "./terminal.mjs";

try {
  await ensureInstalled();
  process.exitCode = await continueUnderNode24("run-tests.mjs", process.argv.slice(2));
} catch (error) {
  showFailure(error);
  process.exitCode = 1;
}
