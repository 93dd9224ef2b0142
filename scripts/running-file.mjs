// @ts-check
/**
 * DATA_DIR/running.json says who uses a data folder: the process ids of the starter and of what it started. It's the lock
 * that keeps two runs off one folder (two Postgres on one folder would destroy it), and it's where to look up a process.
 * A process is known by its id and its start time, so that a recycled id isn't mistaken for it.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./terminal.mjs";

/** @typedef {{ pid: number, startedAt: string | null }} ProcessMark */
/** @typedef {{ starter: ProcessMark, origin: string, processes: Record<string, ProcessMark> }} Running */

/** Longer than the starter's children need to end by themselves after the starter was killed. */
const LEFTOVERS_WAIT_MS = 20_000;

const pathIn = (/** @type {string} */ dataDir) => join(dataDir, "running.json");

/**
 * Resolves when nobody uses the data folder. Throws a StartError when another run does. After a starter was killed, its
 * children need some seconds to notice and to close the database: this waits for them.
 */
export async function waitUntilUnused(/** @type {string} */ dataDir) {
  const deadline = Date.now() + LEFTOVERS_WAIT_MS;
  for (;;) {
    const running = read(dataDir);
    if (!running) return;
    if (isAlive(running.starter)) {
      throw new StartError(
        `The data folder ${dataDir} is in use by another run (process ${running.starter.pid}, ${running.origin}). ` +
          "Stop that one, or choose another folder with DATA_DIR and another port with PORT.",
      );
    }
    const left = Object.values(running.processes).filter(isAlive);
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      const pids = left.map((mark) => mark.pid).join(" ");
      throw new StartError(`Processes of an earlier run still use ${dataDir}. End them with: kill ${pids}`);
    }
    await sleep(200);
  }
}

/**
 * Takes the data folder for this process. Throws a StartError when another run has it, also when both start at once.
 *
 * @returns {Promise<{ note(name: string, pid: number | undefined): void, release(): void }>}
 */
export async function claimDataDir(/** @type {string} */ dataDir, /** @type {string} */ origin) {
  await waitUntilUnused(dataDir);
  const path = pathIn(dataDir);
  /** @type {Running} */
  const running = { starter: markOf(process.pid), origin, processes: {} };
  rmSync(path, { force: true });
  try {
    writeFileSync(path, JSON.stringify(running), { flag: "wx" });
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
  // Two starts may both have removed a stale file; whoever wrote last has it, and the other sees so here.
  await sleep(50);
  if (read(dataDir)?.starter.pid !== process.pid) await waitUntilUnused(dataDir);

  const write = () => {
    writeFileSync(`${path}.new`, JSON.stringify(running, null, 2));
    renameSync(`${path}.new`, path);
  };
  return {
    note(name, pid) {
      if (pid === undefined) delete running.processes[name];
      else running.processes[name] = markOf(pid);
      write();
    },
    release: () => rmSync(path, { force: true }),
  };
}

/** @returns {Running | null} */
function read(/** @type {string} */ dataDir) {
  try {
    return JSON.parse(readFileSync(pathIn(dataDir), "utf8"));
  } catch {
    return null; // absent, or cut short by a full disk: nobody can be named, so nobody is waited for
  }
}

/** @returns {ProcessMark} */
function markOf(/** @type {number} */ pid) {
  return { pid, startedAt: startTimeOf(pid) };
}

function isAlive(/** @type {ProcessMark} */ mark) {
  if (mark.pid === process.pid) return false;
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return mark.startedAt === startTimeOf(mark.pid);
}

/** Linux: clock ticks since boot, field 22 of /proc/<pid>/stat, counted after the name in brackets. Elsewhere null. */
function startTimeOf(/** @type {number} */ pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isEnded = fields[0] === "Z"; // a zombie holds nothing any more
    return isEnded ? "ended" : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function isExisting(/** @type {unknown} */ error) {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
