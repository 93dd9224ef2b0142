// @ts-check
/**
 * The database that an evaluation runs on, by its name put into the environment: none, one that's gone afterwards, or one that is
 * kept, so that a corpus is loaded once for as long as what an index holds stays the same.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbeddedDatabase } from "./embedded-database.mjs";
import { indexFingerprint } from "./index-fingerprint.mjs";
import { prepareDatabase } from "./prepare-database.mjs";
import { claimDataDir } from "./running-file.mjs";
import { root } from "./settings.mjs";
import { StartError } from "./terminal.mjs";
import { ensureDatabase, setup } from "./test-database.mjs";

/** Those that need no database, and those whose corpora are kept; the others get one that is gone afterwards. */
const withoutDatabase = new Set(["compare", "grounding", "judge", "set"]);
const withKeptCorpora = new Set(["retrieval", "conversations", "gate"]);

const lookAgainMs = 1_000;
/** An index that nobody has used for so long goes: the nine shared sets take some 600 MB. */
const unusedMs = 7 * 24 * 3_600_000;

/**
 * Opens what the evaluation of these arguments needs. `--fresh` keeps nothing, `--cache DIR` keeps elsewhere than under
 * .data/evaluation, and `--stale` takes the newest that is kept there, though what an index holds may have changed since. `keptIn` is
 * where notes on loaded corpora are, undefined where nothing is kept.
 *
 * @param {string[]} args
 * @returns {Promise<{ args: string[], keptIn: string | undefined, close(): Promise<void> }>}   the arguments without those three
 */
export async function openEvaluationDatabase(args) {
  const name = args[0] ?? "";
  const { rest, flags, cache } = takeOptions(args);
  if (withoutDatabase.has(name) || args.includes("--help"))
    return { args: rest, keptIn: undefined, close: async () => {} };
  if (flags.has("--fresh") || !withKeptCorpora.has(name))
    return { args: rest, keptIn: undefined, close: await setup() };

  const serverUrl = process.env.TEST_DATABASE_URL;
  const all = resolve(root, cache ?? join(".data", "evaluation"));
  const suffix = serverUrl ? `-${createHash("sha256").update(serverUrl).digest("hex").slice(0, 6)}` : "";
  const key = (flags.has("--stale") && newestIn(all, suffix)) || `${indexFingerprint()}${suffix}`;
  const folder = join(all, key);
  mkdirSync(folder, { recursive: true });
  removeUnused(all);
  const keptIn = join(folder, "corpora");
  const claim = await claimWhenFree(folder);
  const database = serverUrl ? await onServer(serverUrl, key, keptIn) : await embedded(folder, claim);
  const close = async () => {
    await database.close();
    claim.release();
  };
  Object.assign(process.env, { DATABASE_URL: database.url, DATA_DIR: folder });
  try {
    await prepareDatabase(process.env, join(folder, "prepare.log"));
  } catch (error) {
    await close();
    throw error;
  }
  return { args: rest, keptIn, close };
}

function takeOptions(/** @type {string[]} */ args) {
  const at = args.indexOf("--cache");
  const cache = at < 0 ? undefined : args[at + 1];
  const without = at < 0 ? args : args.toSpliced(at, 2);
  const own = ["--fresh", "--stale"];
  const flags = new Set(own.filter((flag) => without.includes(flag)));
  return { rest: without.filter((arg) => !own.includes(arg)), flags, cache };
}

/** Every use of a folder changes its time, since the claim is a file in it. */
function removeUnused(/** @type {string} */ all) {
  for (const key of readdirSync(all)) {
    const path = join(all, key);
    const isUnused =
      Date.now() - statSync(path).mtimeMs > unusedMs && !existsSync(join(path, "running.json"));
    if (isUnused && existsSync(join(path, "corpora"))) rmSync(path, { recursive: true, force: true });
  }
}

/** The folder that holds the corpora loaded last. */
function newestIn(/** @type {string} */ all, /** @type {string} */ suffix) {
  if (!existsSync(all)) return undefined;
  const loadedAt = (/** @type {string} */ key) => statSync(join(all, key, "corpora")).mtimeMs;
  const newest = readdirSync(all)
    .filter((key) => /-\w+$|$/.exec(key)?.[0] === suffix && existsSync(join(all, key, "corpora")))
    .sort((a, b) => loadedAt(b) - loadedAt(a))[0];
  if (newest) console.error(`Using the index kept as ${newest}, whatever has changed since.`);
  return newest;
}

/** Noted in the claim, so that a run after this one was killed waits until the database is closed. */
async function embedded(
  /** @type {string} */ dataDir,
  /** @type {{ note(name: string, pid: number | undefined): void }} */ claim,
) {
  const logPath = join(dataDir, "postgres.log");
  const database = await startEmbeddedDatabase({ dataDir, logPath, shown: "errors" });
  claim.note("postgres", database.child.pid);
  return { url: database.url, close: () => database.stop(60_000) };
}

/** A new database has none of the corpora that the folder knows of. */
async function onServer(
  /** @type {string} */ serverUrl,
  /** @type {string} */ key,
  /** @type {string} */ keptIn,
) {
  const { url, isNew } = await ensureDatabase(serverUrl, `lectern_evaluation_${key.replaceAll("-", "_")}`);
  if (isNew) rmSync(keptIn, { recursive: true, force: true });
  return { url, close: async () => {} };
}

/** Two evaluations on one folder take turns. */
async function claimWhenFree(/** @type {string} */ folder) {
  for (let isTold = false; ; await sleep(lookAgainMs)) {
    try {
      return await claimDataDir(folder, "npm run eval");
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      if (!isTold) console.error(`Waiting for another evaluation that uses ${folder}.`);
      isTold = true;
    }
  }
}
