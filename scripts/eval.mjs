// @ts-check
/**
 * `npm run eval`: measures answers against a data set, on a database of its own. Runs on the machine's own Node (18 or newer),
 * installs from the lockfile where that's needed, and goes on in run-evaluation.mjs under Node 24.
 */
import { continueUnderNode24 } from "./continue-under-node24.mjs";
import { ensureInstalled } from "./install.mjs";
import { showFailure } from "./terminal.mjs";

try {
  await ensureInstalled();
  process.exitCode = await continueUnderNode24("run-evaluation.mjs", process.argv.slice(2));
} catch (error) {
  showFailure(error);
  process.exitCode = 1;
}
