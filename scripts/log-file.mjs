// @ts-check
import { createWriteStream, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { warn } from "./terminal.mjs";

const LOG_BYTES_MAX = 10 * 1024 * 1024;
/** pino's number for "error". */
const ERROR_LEVEL = 50;

/**
 * A log file that a process's output is appended to. At 10 MB it becomes `<name>.log.1` and starts anew, so a log never
 * takes more than twice that.
 *
 * @param {string} path
 */
export function openLogFile(path) {
  mkdirSync(dirname(path), { recursive: true });
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  let file = createWriteStream(path, { flags: "a" });
  return {
    path,
    write(/** @type {string} */ line) {
      if (bytes > LOG_BYTES_MAX) {
        file.end();
        renameSync(path, `${path}.1`);
        file = createWriteStream(path, { flags: "a" });
        bytes = 0;
      }
      bytes += line.length + 1;
      file.write(`${line}\n`);
    },
  };
}

/**
 * Sends a process's output to its log, and to the terminal what an operator should see at once: log records of level error
 * and above, and the first line of whatever else is written to stderr.
 *
 * @param {string} name
 * @param {import("node:child_process").ChildProcess} child
 * @param {ReturnType<typeof openLogFile>} log
 * @param {{ shown: "all" | "errors" | "nothing", secret?: RegExp }} options   lines that match `secret` go nowhere
 */
export function followOutput(name, child, log, { shown, secret }) {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (secret?.test(line)) return;
      log.write(line);
      if (shown === "nothing") return;
      const text = shown === "all" ? line : urgentPart(line, stream === child.stderr);
      if (text) warn(`${name} │ ${text}`);
    });
  }
}

function urgentPart(/** @type {string} */ line, /** @type {boolean} */ isStderr) {
  const record = parseRecord(line);
  const isContinuation = /^[\s}\]]/.test(line); // of a stack trace or a printed object: in the log
  if (!record) return isStderr && !isContinuation ? line : "";
  if (record.level < ERROR_LEVEL) return "";
  return record.err?.message ? `${record.msg}: ${record.err.message}` : record.msg;
}

/** @returns {{ level: number, msg: string, err?: { message?: string } } | null} */
function parseRecord(/** @type {string} */ line) {
  if (!line.startsWith("{")) return null;
  try {
    const record = JSON.parse(line);
    return typeof record.level === "number" ? record : null;
  } catch {
    return null;
  }
}
