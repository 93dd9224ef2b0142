// @ts-check
import { createInterface } from "node:readline";
import { launch } from "./launch.mjs";
import { StartError } from "./terminal.mjs";

/** @typedef {{ setupToken: string | null, notes: string[] }} Preparation */

/**
 * Runs db/prepare-database.ts, which migrates and, with BOOTSTRAP_* set, makes the first tenant. Resolves with what it
 * printed: the token for the setup page where there's no tenant yet, and what the operator should know. Throws a
 * StartError with its last words.
 *
 * @param {Record<string, string | undefined>} env
 * @param {string} logPath
 * @param {(stop: (graceMs: number) => Promise<void>) => void} [onLaunch]   given the means to stop it
 * @returns {Promise<Preparation>}
 */
export async function prepareDatabase(env, logPath, onLaunch) {
  const preparation = launch({
    name: "database",
    args: ["db/prepare-database.ts"],
    env,
    logPath,
    shown: "nothing",
    secret: /"setupToken"/,
  });
  onLaunch?.(preparation.stop);
  /** @type {Preparation | null} */
  let result = null;
  let lastWords = "";
  for (const stream of [preparation.child.stdout, preparation.child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      const record = parseObject(line);
      if (record && "setupToken" in record) result = record;
      else if (record && record.level >= 50) lastWords = record.err?.message ?? record.msg;
      else if (/^\w*Error\b.*: /.test(line)) lastWords = line.replace(/^\w*Error\b[^:]*: /, "");
    });
  }
  const ending = await preparation.ended;
  if (preparation.child.exitCode === 0 && result) return result;
  throw new StartError(
    `The database can't be prepared: ${(lastWords || ending).replace(/\.$/, "")}. Log: ${preparation.logPath}`,
  );
}

function parseObject(/** @type {string} */ line) {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
