// @ts-check
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./launch.mjs";
import { root } from "./settings.mjs";
import { StartError, step } from "./terminal.mjs";

/** What `next build` reads. A change in any of these files, and nothing else, asks for a new build. */
const buildInputs = [
  "{app,components,lib,db,ingestion,public}/**/*",
  "*.{ts,tsx,mjs}",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];
const stampPath = join(root, ".next", "lectern-build");
const logPath = join(root, ".lectern", "build.log");

/**
 * Makes `.next` the production build of the sources as they are, doing nothing where it is that already. Throws a StartError
 * with the compiler's first complaint where the build fails.
 *
 * @param {(stop: (graceMs: number) => Promise<void>) => void} [onLaunch]   given the means to stop the build
 */
export async function ensureBuilt(onLaunch) {
  const fingerprint = fingerprintSources();
  if (readStamp() === fingerprint) return;
  for (const path of [stampPath, join(root, ".next", "BUILD_ID")]) rmSync(path, { force: true });
  rmSync(logPath, { force: true });
  await step("Building, which takes a minute or two", "Built", async () => {
    const build = launch({
      name: "build",
      args: [join(root, "node_modules", "next", "dist", "bin", "next"), "build"],
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
      logPath,
      shown: "nothing",
    });
    onLaunch?.(build.stop);
    const ending = await build.ended;
    if (build.child.exitCode !== 0 || !existsSync(join(root, ".next", "BUILD_ID"))) {
      throw new StartError(`The build failed (${ending}): ${firstErrorIn(logPath)} Log: ${logPath}`);
    }
  });
  writeFileSync(stampPath, fingerprint);
}

/** By content and not by time stamps, which a `git checkout` or a copy changes: about 40 ms for this tree. */
function fingerprintSources() {
  const hash = createHash("sha256");
  const files = globSync(buildInputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|eval)\.tsx?$|^next-env\.d\.ts$/.test(entry.name))
    // The build itself fills this folder.
    .filter((entry) => !entry.parentPath.startsWith(join(root, "public", "pdfjs")))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function readStamp() {
  try {
    return readFileSync(stampPath, "utf8");
  } catch {
    return null;
  }
}

function firstErrorIn(/** @type {string} */ path) {
  const lines = readFileSync(path, "utf8").split("\n");
  const line = lines.find((text) => /error|failed|can't|cannot/i.test(text)) ?? lines.filter(Boolean).at(-1);
  return line ? `${line.trim().replace(/\.$/, "")}.` : "";
}
