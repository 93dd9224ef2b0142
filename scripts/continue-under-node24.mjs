// @ts-check
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findNode24 } from "./install.mjs";
import { root } from "./settings.mjs";

const PARENT_POLL_MS = 1_000;

/**
 * Runs one of the scripts here under Node 24, with this process's terminal and signals, and resolves with its exit code.
 * The script sees its IPC channel close when this process dies, so that it never outlives it. Where npm started this
 * process, the end of npm counts as a request to stop. (The scripts in package.json begin with `exec`, for otherwise a
 * SIGTERM to npm ends only the shell between npm and this.)
 *
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export async function continueUnderNode24(script, args) {
  const child = spawn(findNode24(), [join(root, "scripts", script), ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  const parent = process.ppid;
  const poll = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill("SIGTERM");
  }, PARENT_POLL_MS);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 1));
    });
  } finally {
    clearInterval(poll);
  }
}
