// @ts-check
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const usualFolders = ["/usr/bin", "/usr/local/bin", "/snap/bin"];
const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a Chromium on this machine: PLAYWRIGHT_CHROMIUM, an installed one, Playwright's own; null where there's none. */
export function findChromium() {
  const chosen = process.env.PLAYWRIGHT_CHROMIUM;
  if (chosen) return existsSync(chosen) ? chosen : null;
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...usualFolders];
  const installed = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return (
    [...installed, ...macApplications, chromium.executablePath()].find((path) => existsSync(path)) ?? null
  );
}
