// @ts-check
/**
 * The second half of `npm start`, under Node 24: check, claim the data folder, build, start the database, migrate, start
 * web and worker, wait until they answer, and from then on keep all of it running or stop all of it.
 *
 * A crashed web or worker is started again with growing pauses. When the embedded database ends, web and worker are
 * stopped and everything comes up again in order. After five crashes within a minute everything stops. On SIGINT, SIGTERM,
 * SIGHUP, or when the process that started this one is gone: web and worker first, the database last, exit code 0.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./build.mjs";
import { checkDatabase } from "./check-database.mjs";
import { startEmbeddedDatabase } from "./embedded-database.mjs";
import { crashBudget, keepAlive } from "./keep-alive.mjs";
import { checkSurroundings } from "./preflight.mjs";
import { prepareDatabase } from "./prepare-database.mjs";
import { claimDataDir } from "./running-file.mjs";
import { sparingEnv, webServerArgs } from "./serve-web.mjs";
import { readSettings, root } from "./settings.mjs";
import { StartError, say, showFailure, step, warn } from "./terminal.mjs";

/** How long web and worker may finish what they're at, and the database its checkpoint. */
const GRACE_MS = 10_000;
const READY_MS = 120_000;
const { values: options } = parseArgs({
  options: { dev: { type: "boolean" }, verbose: { type: "boolean" } },
});
const shown = options.dev || options.verbose ? "all" : "errors";

/** Thrown into whatever is being waited for when a stop is asked for. */
class Stopped extends Error {}
/** @type {Promise<never>} */
const stopAsked = new Promise((_, reject) => {
  const ask = () => reject(new Stopped());
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, ask);
});
stopAsked.catch(() => {}); // it's raced wherever something is waited for

/** @template T @param {Promise<T>} work */
const orStopped = (work) => Promise.race([work, stopAsked]);

try {
  const settings = readSettings();
  await orStopped(checkSurroundings(settings));
  if (settings.databaseUrl) await orStopped(checkDatabase(settings.databaseUrl));
  const folder = await claimDataDir(settings.dataDir, settings.origin);
  try {
    await (options.dev ? undefined : build());
    await serve(settings, folder);
  } finally {
    folder.release();
  }
} catch (error) {
  if (!(error instanceof Stopped)) {
    showFailure(error);
    process.exitCode = 1;
  }
} finally {
  if (process.connected) process.disconnect();
}

async function build() {
  /** @type {(graceMs: number) => Promise<void>} */
  let stop = async () => {};
  try {
    await orStopped(ensureBuilt((stopBuild) => (stop = stopBuild)));
  } finally {
    await stop(0);
  }
}

/**
 * Brings everything up and keeps it so until a stop is asked for (throws Stopped) or it can't be kept (throws StartError).
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {Awaited<ReturnType<typeof claimDataDir>>} folder
 */
async function serve(settings, folder) {
  const crashes = crashBudget();
  for (;;) {
    const ending = await runUntilDatabaseEnds(settings, folder);
    if (!crashes.allowsAnother()) {
      throw new StartError(
        `The embedded database crashed again and again (${ending}). See ${logOf(settings, "postgres")}`,
      );
    }
    warn(`The embedded database ended unexpectedly (${ending}); starting everything again.`);
    await orStopped(sleep(crashes.backoffMs()));
  }
}

/**
 * Resolves with how the embedded database ended, after stopping the rest. Whatever the outcome, nothing is left running.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {Awaited<ReturnType<typeof claimDataDir>>} folder
 */
async function runUntilDatabaseEnds(settings, folder) {
  /** In the order of starting; stopped in reverse. @type {(() => Promise<unknown>)[]} */
  const stops = [];
  const waiting = new AbortController();
  try {
    const database = settings.databaseUrl ? null : await startDatabase(settings, folder, stops);
    const databaseEnded = database ? database.ended : new Promise(() => {});
    const env = environmentFor(settings, database?.url ?? settings.databaseUrl);

    const { setupToken, notes } = await step("Preparing the database", "Database ready", () =>
      orStopped(prepareDatabase(env, logOf(settings, "prepare"), (stop) => stops.push(() => stop(GRACE_MS)))),
    );
    for (const note of notes) say(`  ${note}`);

    const web = keepAlive(
      { name: "web", args: webArgs(settings), env, logPath: logOf(settings, "web"), shown },
      (pid) => folder.note("web", pid),
    );
    const worker = keepAlive(
      { name: "worker", args: ["ingestion/run-worker.ts"], env, logPath: logOf(settings, "worker"), shown },
      (pid) => folder.note("worker", pid),
    );
    stops.push(() => Promise.all([web.stop(GRACE_MS), worker.stop(GRACE_MS)]));
    if (options.dev) stops.push(restartOnChange(worker));

    const broken = Promise.race([web.gaveUp, worker.gaveUp, databaseEnded]);
    broken.catch(() => {}); // where a stop is asked for first, nobody waits for it any more
    const outcome = await step("Starting", "Started", () =>
      Promise.race([waitUntilReady(settings.origin, waiting.signal), broken, stopAsked]),
    );
    if (outcome !== "ready") return outcome;
    announce(settings, env, setupToken);
    return await orStopped(broken);
  } catch (error) {
    if (error instanceof Stopped) say("Stopping…");
    throw error;
  } finally {
    waiting.abort();
    for (const stop of stops.reverse()) await stop();
  }
}

/**
 * @param {import("./settings.mjs").Settings} settings
 * @param {Awaited<ReturnType<typeof claimDataDir>>} folder
 * @param {(() => Promise<unknown>)[]} stops
 */
async function startDatabase({ dataDir }, folder, stops) {
  const database = await startEmbeddedDatabase({
    dataDir,
    logPath: join(dataDir, "logs", "postgres.log"),
    shown: options.verbose ? "all" : "errors",
  });
  folder.note("postgres", database.child.pid);
  stops.push(async () => {
    await database.stop(GRACE_MS);
    folder.note("postgres", undefined);
  });
  return database;
}

function webArgs(/** @type {import("./settings.mjs").Settings} */ settings) {
  if (!options.dev) return webServerArgs(settings);
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  return [next, "dev", "-H", settings.host, "-p", String(settings.port)];
}

/** @param {import("./settings.mjs").Settings} settings @param {string | undefined} databaseUrl */
function environmentFor(settings, databaseUrl) {
  return {
    ...sparingEnv,
    ...process.env,
    NODE_ENV: options.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: settings.host,
    PORT: String(settings.port),
    DATA_DIR: settings.dataDir,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || settings.origin,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || keptSecret(join(settings.dataDir, "secret")),
  };
}

/** Made once and kept, so that sessions outlive a restart. */
function keptSecret(/** @type {string} */ path) {
  try {
    writeFileSync(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(path, "utf8").trim();
}

function logOf(/** @type {import("./settings.mjs").Settings} */ { dataDir }, /** @type {string} */ name) {
  return join(dataDir, "logs", `${name}.log`);
}

/** @returns {Promise<"ready">} */
async function waitUntilReady(/** @type {string} */ origin, /** @type {AbortSignal} */ signal) {
  const deadline = Date.now() + READY_MS;
  let last = "no answer";
  while (Date.now() < deadline && !signal.aborted) {
    try {
      const response = await fetch(`${origin}/api/ready`, { signal: AbortSignal.timeout(5_000) });
      if (response.status === 200) return "ready";
      last = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch {
      // not listening yet
    }
    await sleep(150);
  }
  throw new StartError(`Lectern didn't become ready within ${READY_MS / 1000} s. /api/ready said: ${last}`);
}

/** @param {import("./settings.mjs").Settings} settings @param {Record<string, string | undefined>} env @param {string | null} setupToken */
function announce(settings, env, setupToken) {
  const url = (env.NEXTAUTH_URL ?? settings.origin).replace(/\/$/, "");
  say(`\n  Lectern is at  ${url}`);
  if (setupToken) say(`  First run: set it up at  ${url}/setup?token=${setupToken}  (this link works once)`);
  say(`  Logs: ${join(settings.dataDir, "logs")}    Stop: Ctrl-C\n`);
}

/** Starts the worker again when its code changes. Returns what ends the watching. */
function restartOnChange(/** @type {ReturnType<typeof keepAlive>} */ worker) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const watchers = ["ingestion", "lib", "db"].map((folder) =>
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => worker.restart(2_000), 300);
    }),
  );
  return async () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
