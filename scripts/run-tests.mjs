// @ts-check
/** The second half of `npm test`, under Node 24: runs the steps in order and sums up. See test.mjs for the options. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./build.mjs";
import { freePort } from "./free-port.mjs";
import { findOrInstallChromium } from "./install-chromium.mjs";
import { runTool, stopTool } from "./run-tool.mjs";
import { say, showFailure } from "./terminal.mjs";
import { createDatabase } from "./test-database.mjs";

/**
 * `failures` are the names of failed tests, `unsteady` those of tests that passed when they were run again.
 * @typedef {{ passed: number, failed: number, failures: string[], skipped: string[], unsteady: string[] }} Counts
 */
/** @typedef {{ name: string, isPassed: boolean, seconds: number, counts: Counts | null }} Result */

const folder = mkdtempSync(join(tmpdir(), "lectern-tests-"));
const report = join(folder, "report.json");

/** What each step promises, in the order of running: the quick ones first. @type {Record<string, () => Promise<Counts | boolean>>} */
const steps = {
  async types() {
    await runTool("next/dist/bin/next", ["typegen"]); // the types of routes and of imported CSS
    return (await runTool("typescript/bin/tsc", ["--noEmit"])) === 0;
  },
  lint: async () => (await runTool("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."])) === 0,
  imports: async () => (await runTool("../scripts/check-imports.mjs", [])) === 0,
  unit: () => vitest("unit"),
  db: () => vitest("db"),
  async build() {
    await ensureBuilt();
    return true;
  },
  e2e: playwright,
};

const { values: options, positionals } = parseArgs({
  options: { bail: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in steps));
if (unknown.length > 0) {
  say(`✖ There is no step ${unknown.join(", ")}. The steps are: ${Object.keys(steps).join(" ")}`);
  process.exit(2);
}

let isStopped = false;
for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) {
  process.on(event, () => {
    isStopped = true;
    stopTool();
  });
}

/** @type {Result[]} */
const results = [];
for (const [name, run] of Object.entries(steps)) {
  if (isStopped || (positionals.length > 0 && !positionals.includes(name))) continue;
  say(`\n━━ ${name} ${"━".repeat(Math.max(0, 60 - name.length))}`);
  const result = await runStep(name, run);
  results.push(result);
  if (!result.isPassed && options.bail) break;
}
rmSync(folder, { recursive: true, force: true });
sumUp(results);
process.exitCode = !isStopped && results.every((result) => result.isPassed) ? 0 : 1;
if (process.connected) process.disconnect();

/** @returns {Promise<Result>} */
async function runStep(/** @type {string} */ name, /** @type {() => Promise<Counts | boolean>} */ run) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  try {
    const outcome = await run();
    const counts = typeof outcome === "boolean" ? null : outcome;
    return { name, isPassed: counts ? counts.failed === 0 : outcome === true, seconds: seconds(), counts };
  } catch (error) {
    showFailure(error);
    return { name, isPassed: false, seconds: seconds(), counts: null };
  }
}

async function vitest(/** @type {string} */ project) {
  rmSync(report, { force: true });
  const args = [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const exitCode = await runTool("vitest/vitest.mjs", args);
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const tests = testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
  return countTests(
    exitCode,
    tests.map((/** @type {any} */ { fullName, status, failureMessages }) => ({
      name: fullName,
      status: status === "passed" && failureMessages.length > 0 ? "flaky" : status,
    })),
  );
}

async function playwright() {
  rmSync(report, { force: true });
  const database = process.env.TEST_DATABASE_URL ? await createDatabase(process.env.TEST_DATABASE_URL) : null;
  try {
    const exitCode = await runTool("@playwright/test/cli.js", ["test", "--reporter=list,json"], {
      PLAYWRIGHT_CHROMIUM: await findOrInstallChromium(),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      E2E_PORT: String(await freePort()),
      E2E_PROVIDER_PORT: String(await freePort()),
      E2E_DATA_DIR: join(folder, "e2e"),
      E2E_DATABASE_URL: database?.url ?? "",
    });
    return countTests(exitCode, specsIn(JSON.parse(readFileSync(report, "utf8"))));
  } finally {
    await database?.remove();
  }
}

/** @returns {{ name: string, status: string }[]} */
function specsIn(/** @type {any} */ suite) {
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
    spec.tests.map((/** @type {any} */ test) => ({ name: spec.title, status: test.status })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(specsIn)];
}

/** A tool that fails without a failed test (a crash, an unhandled error) counts as one failure. @returns {Counts} */
function countTests(/** @type {number} */ exitCode, /** @type {{ name: string, status: string }[]} */ tests) {
  const named = (/** @type {string[]} */ statuses) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);
  const failures = named(["failed", "unexpected"]);
  return {
    passed: named(["passed", "expected", "flaky"]).length,
    failed: failures.length || (exitCode === 0 ? 0 : 1),
    failures,
    skipped: named(["skipped", "pending", "todo"]),
    unsteady: named(["flaky"]),
  };
}

function sumUp(/** @type {Result[]} */ all) {
  say(`\n━━ result ${"━".repeat(54)}`);
  for (const { name, isPassed, seconds, counts } of all) {
    const tests = counts ? `${counts.passed} passed, ${counts.failed} failed` : "";
    const skipped = counts?.skipped.length ? `, ${counts.skipped.length} skipped` : "";
    say(`${isPassed ? "✔" : "✖"} ${name.padEnd(8)} ${`${seconds} s`.padStart(6)}   ${tests}${skipped}`);
    for (const test of counts?.failures ?? []) say(`    failed: ${test}`);
    for (const test of counts?.skipped ?? []) say(`    skipped: ${test}`);
    for (const test of counts?.unsteady ?? []) say(`    passed only when run again: ${test}`);
  }
  const failed = all.filter((result) => !result.isPassed).length;
  say(
    `\n${all.length - failed} steps passed, ${failed} failed${isStopped ? ", stopped before the end" : ""}`,
  );
}
