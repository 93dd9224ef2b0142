// @ts-check
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findNode24 } from "./install.mjs";
import { root } from "./settings.mjs";

/**
 * Runs one of the scripts here under Node 24, with this process's terminal and signals, and resolves with its exit code.
 * The script sees its IPC channel close when this process dies, so that it never outlives it.
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
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
