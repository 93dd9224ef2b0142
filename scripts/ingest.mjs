// @ts-check
/**
 * `npm run ingest -- <folder> --collection <name>`: sends a folder to a running Lectern. Runs on the machine's own Node (18 or
 * newer), installs from the lockfile where that's needed, and goes on in ingest-folder.mjs under Node 24.
 */
import { continueUnderNode24 } from "./continue-under-node24.mjs";
import { ensureInstalled } from "./install.mjs";
import { showFailure } from "./terminal.mjs";

try {
  await ensureInstalled();
  process.exitCode = await continueUnderNode24("ingest-folder.mjs", process.argv.slice(2));
} catch (error) {
  showFailure(error);
  process.exitCode = 1;
}
