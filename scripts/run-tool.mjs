// @ts-check
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./settings.mjs";

/** @type {import("node:child_process").ChildProcess | null} */
let current = null;

/**
 * Runs a program of node_modules on this Node and this terminal. Resolves with its exit code, 1 where a signal ended it.
 *
 * @param {string} script   its path inside node_modules
 * @param {string[]} args
 * @param {Record<string, string>} [env]   added to this process's
 * @returns {Promise<number>}
 */
export function runTool(script, args, env = {}) {
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: "inherit",
  });
  current = child;
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Asks the program that's running to end; its promise resolves when it has. */
export function stopTool() {
  current?.kill("SIGTERM");
}
