// @ts-check
/**
 * `npm start`: from a fresh clone to a served URL. `npm run dev` is the same with --dev: no build, reloading on change.
 *
 * This file runs on the machine's own Node (18 or newer) and is plain JavaScript without packages. It checks what can be
 * checked, installs from the lockfile, and goes on in run-lectern.mjs under Node 24.
 *
 *   --dev       next dev, and a worker that starts again when its code changes
 *   --verbose   every log line on the terminal, not only the errors
 */
import { continueUnderNode24 } from "./continue-under-node24.mjs";
import { ensureInstalled } from "./install.mjs";
import { checkSurroundings } from "./preflight.mjs";
import { areSettingsComplete, readSettings } from "./settings.mjs";
import { showFailure } from "./terminal.mjs";

try {
  if (areSettingsComplete()) await checkSurroundings(readSettings());
  await ensureInstalled();
  process.exitCode = await continueUnderNode24("run-lectern.mjs", process.argv.slice(2));
} catch (error) {
  showFailure(error);
  process.exitCode = 1;
}
