import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimDataDir, waitUntilUnused } from "./running-file.mjs";

describe("the file that keeps two runs off one data folder", () => {
  let folder: string;
  const origin = "http://127.0.0.1:3000";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lectern-running-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const leave = (running: object) => writeFileSync(join(folder, "running.json"), JSON.stringify(running));
  const ended = () => ({ pid: spawnSync(process.execPath, ["-e", ""]).pid, startedAt: "1" });

  it("lets a new run in after one that was killed", async () => {
    leave({ starter: ended(), origin, processes: { web: ended() } });
    await expect(waitUntilUnused(folder)).resolves.toBeUndefined();
  });

  it.runIf(process.platform === "linux")(
    "isn't fooled by a process id that was given out again",
    async () => {
      leave({ starter: { pid: process.ppid, startedAt: "1" }, origin, processes: {} });
      await expect(waitUntilUnused(folder)).resolves.toBeUndefined();
    },
  );

  it("lets a new run in where a crash cut the file short", async () => {
    writeFileSync(join(folder, "running.json"), '{"starter":');
    await expect(waitUntilUnused(folder)).resolves.toBeUndefined();
  });

  it("waits for what a killed run left running, such as a database that is closing", async () => {
    const last = join(folder, "last words");
    const child = spawn(process.execPath, [
      "-e",
      `setTimeout(() => fs.writeFileSync(process.argv[1], ""), 700)`,
      last,
    ]);
    const claim = await claimDataDir(folder, origin);
    claim.note("postgres", child.pid);
    const written = JSON.parse(readFileSync(join(folder, "running.json"), "utf8"));
    leave({ ...written, starter: ended() });

    await waitUntilUnused(folder);
    expect(existsSync(last)).toBe(true);
  });

  it("names the processes, and is gone after the release", async () => {
    const claim = await claimDataDir(folder, origin);
    claim.note("web", process.ppid);
    const written = JSON.parse(readFileSync(join(folder, "running.json"), "utf8"));
    expect(written).toMatchObject({
      starter: { pid: process.pid },
      origin,
      processes: { web: { pid: process.ppid } },
    });
    claim.release();
    await expect(claimDataDir(folder, origin)).resolves.toBeDefined();
  });
});
