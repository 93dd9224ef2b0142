// @ts-check
import { spawn } from "node:child_process";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { followOutput, openLogFile } from "./log-file.mjs";
import { root } from "./settings.mjs";

const exitWithParent = pathToFileURL(join(root, "scripts", "exit-with-parent.mjs")).href;

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string[]} args           for node
 * @property {Record<string, string | undefined>} env   added to this process's
 * @property {string} logPath
 * @property {RegExp} [secret]         lines that match go neither to the log nor to the terminal
 * @property {"all" | "errors" | "nothing"} shown   what of its output the terminal shows
 */

/**
 * Starts a Node program that never outlives this process. It's the leader of a process group of its own: Ctrl-C on the
 * terminal then reaches the starter alone, which stops things in their order, and a kill reaches what the program started.
 *
 * @param {Program} program
 */
export function launch({ name, args, env, logPath, shown, secret }) {
  /** @type {import("node:child_process").ChildProcess} */
  const child = spawn(process.execPath, ["--import", exitWithParent, ...args], {
    cwd: root,
    env: Object.assign({}, process.env, env, { LECTERN_STARTER_PID: String(process.pid) }),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  followOutput(name, child, openLogFile(logPath), { shown, secret });

  const signalGroup = (/** @type {NodeJS.Signals} */ signal) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // the whole group has ended already
    }
  };

  /** @type {Promise<string>} How it ended, in words, when all it wrote has been read. Never rejects. */
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", () => signalGroup("SIGKILL"));
    child.once("close", (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });

  return {
    child,
    ended,
    logPath: relative(process.cwd(), logPath) || logPath,
    /** Asks it to end, and makes it end after `graceMs`. Resolves when it's gone. */
    async stop(/** @type {number} */ graceMs) {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      const giveUp = new AbortController();
      const timeout = sleep(graceMs, "timeout", { signal: giveUp.signal }).catch(() => "ended");
      if ((await Promise.race([ended, timeout])) === "timeout") signalGroup("SIGKILL");
      giveUp.abort();
      await ended;
    },
  };
}
