import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { installation } from "../installation.ts";

const readyMs = 90_000;

/** A Lectern of a test's own, with its own embedded database. */
export interface OwnInstallation {
  origin: string;
  /** What the starter has printed since it was started last. */
  output: () => string;
  /** Ends a process as a crash or the kernel would: at once, without a chance to tidy up. */
  killHard: (name: "web" | "worker") => void;
  /** The process id of a part as it runs now, undefined while it doesn't. */
  pidOf: (name: "web" | "worker") => number | undefined;
  /** Stops all of it as Ctrl-C does, and starts it again on the same data. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * Starts another Lectern with the program that `npm start` runs, on a free port and in a new data folder, and resolves when it is
 * ready. Nothing is set up in it, and it knows no model but the built-in ones, unless `environment` says so.
 */
export async function startInstallation(environment: Record<string, string> = {}): Promise<OwnInstallation> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const dataDir = mkdtempSync(join(tmpdir(), "lectern-own-"));
  const silenced = Object.fromEntries(Object.keys(installation.environment).map((key) => [key, ""]));
  const own = { HOST: "127.0.0.1", PORT: String(port), DATA_DIR: dataDir };
  const start = () => runStarter({ ...process.env, ...silenced, ...environment, ...own }, origin);
  let starter = await start();

  const pidOf = (name: "web" | "worker") => {
    const { processes } = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8")) as {
      processes: Record<string, { pid: number } | undefined>;
    };
    return processes[name]?.pid;
  };
  return {
    origin,
    output: () => starter.output(),
    pidOf,
    killHard(name) {
      const pid = pidOf(name);
      if (pid === undefined) throw new Error(`${name} isn't running:\n${starter.output()}`);
      process.kill(pid, "SIGKILL");
    },
    async restart() {
      await starter.stop();
      starter = await start();
    },
    async stop() {
      await starter.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs what `npm start` runs, and resolves when it's ready. */
async function runStarter(env: NodeJS.ProcessEnv, origin: string) {
  const starter = spawn(process.execPath, ["scripts/start.mjs"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const collect = (text: Buffer) => {
    output += text;
  };
  starter.stdout.on("data", collect);
  starter.stderr.on("data", collect);
  const ended = new Promise<number | null>((resolve) => starter.once("close", resolve));
  const stop = async () => {
    starter.kill("SIGTERM");
    return ended;
  };
  try {
    await Promise.race([
      isReady({ origin }),
      ended.then(() => Promise.reject(new Error("The starter ended."))),
    ]);
  } catch (error) {
    await stop();
    throw new Error(`Lectern didn't start:\n${output}`, { cause: error });
  }
  return { output: () => output, stop };
}

/** Resolves when database, web and worker answer, for the first time or again. */
export async function isReady({ origin }: Pick<OwnInstallation, "origin">): Promise<void> {
  const status = () =>
    fetch(`${origin}/api/ready`).then(
      (response) => response.status,
      () => 0,
    );
  await expect.poll(status, { message: "Lectern is ready", timeout: readyMs }).toBe(200);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
