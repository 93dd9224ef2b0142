import { defineConfig, devices } from "@playwright/test";
import { installation } from "./e2e/installation.ts";
import { findChromium } from "./scripts/find-chromium.mjs";

const executablePath = findChromium();
if (!executablePath)
  throw new Error("There is no Chromium. Run `npm test`, which installs one, or set PLAYWRIGHT_CHROMIUM.");

/** The tests look at nothing but Lectern, so the browser's own errands are off; root may not use Chromium's sandbox. */
const browserFlags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Started as a user starts it, set up by BOOTSTRAP_*, answering with the scripted models of the fake provider. */
export default defineConfig({
  testDir: "e2e",
  // The screens come last, when what they show is there: they share out evenly, whatever was still running before.
  projects: [
    { name: "setup", testMatch: "**/screens.setup.ts" },
    { name: "tests", testMatch: "**/*.spec.ts", testIgnore: "**/screens.spec.ts" },
    { name: "screens", testMatch: "**/screens.spec.ts", dependencies: ["setup"] },
  ],
  workers: 2,
  // A busy machine may fail a test that waits for a browser; one that passes the second time is named in the summary.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    baseURL: installation.origin,
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
    launchOptions: { executablePath, args: browserFlags },
  },
  webServer: [
    {
      name: "fake provider",
      command: `"${process.execPath}" e2e/fake-provider/run-fake-provider.ts`,
      url: `${installation.providerUrl}/v1/models`,
      env: { PORT: String(installation.providerPort) },
      gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    },
    {
      name: "lectern",
      command: `"${process.execPath}" scripts/start.mjs`,
      url: `${installation.origin}/api/ready`,
      env: installation.environment,
      stdout: "pipe",
      timeout: 10 * 60_000,
      gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    },
  ],
});
