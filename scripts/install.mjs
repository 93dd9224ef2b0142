// @ts-check
/** Installing the packages and finding Node 24 among them. Plain JavaScript for Node 18. */
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./settings.mjs";
import { StartError, step } from "./terminal.mjs";

const NODE_MAJOR_MIN = 24;
/** The npm package `node` puts Node 24 here, whatever Node the machine has. */
const packagedNode = join(root, "node_modules", ".bin", "node");
const logPath = join(root, ".lectern", "install.log");

/** Makes node_modules what package-lock.json says, doing nothing where it is that already. True where it had to install. */
export async function ensureInstalled() {
  if (isInstalled()) return false;
  await step("Installing packages, which takes a minute or two", "Packages installed", runNpmCi);
  return true;
}

/** The path of a Node 24: the packaged one, else the one running this. Throws a StartError when there's neither. */
export function findNode24() {
  if (majorOf(packagedNode) >= NODE_MAJOR_MIN) return packagedNode;
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) return process.execPath;
  throw new StartError(
    `Node ${NODE_MAJOR_MIN} is missing at node_modules/.bin/node: the npm package "node" fetches it in an install script. ` +
      "Allow install scripts (npm config delete ignore-scripts), delete node_modules and try again, " +
      `or run this with Node ${NODE_MAJOR_MIN}.`,
  );
}

/**
 * npm leaves a copy of the lockfile in node_modules when it has finished. Comparing the two also notices a `git pull` that
 * changed a version, and is content with what a plain `npm install` made.
 */
function isInstalled() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  if (!wanted) throw new StartError(`There is no package-lock.json in ${root}. Clone the repository again.`);
  const installed = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version,
  );
}

/** @returns {Record<string, { version?: string, optional?: boolean }> | null} */
function packagesIn(/** @type {string} */ lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, "utf8")).packages;
  } catch {
    return null;
  }
}

/** @returns {Promise<void>} */
function runNpmCi() {
  mkdirSync(join(root, ".lectern"), { recursive: true });
  const log = createWriteStream(logPath);
  // npm deletes node_modules first, so it must not run on the Node inside.
  const isOutside = (/** @type {string} */ folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder);
  const PATH = (process.env.PATH ?? "").split(delimiter).filter(isOutside).join(delimiter);
  const npm = spawn("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => npm.kill("SIGTERM");
  process.once("SIGTERM", stop);
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-4000);
      log.write(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    npm.once("error", () =>
      reject(new StartError("npm was not found. Install Node.js with npm (https://nodejs.org).")),
    );
    npm.once("close", (code) => {
      process.off("SIGTERM", stop);
      log.end();
      if (code === 0) resolve();
      else
        reject(
          new StartError(
            `npm ci failed: ${firstErrorIn(output)}. Is the npm registry reachable? Log: ${logPath}`,
          ),
        );
    });
  });
}

function firstErrorIn(/** @type {string} */ output) {
  const lines = output.split("\n").filter((line) => /^npm (error|ERR!)(?!.*Exit handler)/.test(line));
  const telling =
    lines.find((line) => !/ (code|errno|syscall) /.test(line)) ?? lines[0] ?? "it was interrupted";
  return telling.replace(/^npm (error|ERR!) ?/, "").replace(/[.!]$/, "");
}

function majorOf(/** @type {string} */ node) {
  try {
    return Number(execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).split(".")[0]);
  } catch {
    return 0;
  }
}
