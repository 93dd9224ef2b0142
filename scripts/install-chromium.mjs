// @ts-check

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { findChromium } from "./find-chromium.mjs";
import { runTool } from "./run-tool.mjs";
import { StartError, say } from "./terminal.mjs";

/**
 * The path of a Chromium, installing one where there's none: Debian's package as root on Debian, else Playwright's own.
 * Throws a StartError that says what to do where neither can be had.
 */
export async function findOrInstallChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.env.PLAYWRIGHT_CHROMIUM) {
    throw new StartError(
      `PLAYWRIGHT_CHROMIUM is ${process.env.PLAYWRIGHT_CHROMIUM}, where there is no file. Correct or unset it.`,
    );
  }
  say("There is no Chromium here; installing one.");
  if (isDebian() && process.getuid?.() === 0) installDebianPackage();
  else await runTool("@playwright/test/cli.js", ["install", "chromium"]);
  const installed = findChromium();
  if (installed) return installed;
  throw new StartError(
    "The browser tests need a Chromium and none could be installed. Install one (on Debian: apt-get install chromium; " +
      "elsewhere: npx playwright install chromium), or set PLAYWRIGHT_CHROMIUM to its path.",
  );
}

function isDebian() {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function installDebianPackage() {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update"],
    ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
  ]) {
    spawnSync("apt-get", ["-qq", ...args], { stdio: "inherit", env });
  }
}
