import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimDataDir } from "./running-file.mjs";

const script = fileURLToPath(new URL("./start.mjs", import.meta.url));

/** Runs the real starter, whose checks come before it installs, builds or starts anything. */
function start(environment: Record<string, string>) {
  const env = { ...process.env, DATABASE_URL: "", HOST: "127.0.0.1", ...environment };
  return new Promise<{ code: number | null; lines: string[] }>((resolve) => {
    const child = spawn(process.execPath, [script], { env });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.once("close", (code) => resolve({ code, lines: output.trim().split("\n") }));
  });
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port };
}

async function freePort(): Promise<string> {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe("npm start, where it can't, says in one line what to do and ends with an error", () => {
  let folder: string;
  let busy: Server | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lectern-start-"));
  });

  afterEach(() => {
    busy?.close();
    busy = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it("the port is taken", async () => {
    const { server, port } = await listen();
    busy = server;
    const { code, lines } = await start({ PORT: String(port), DATA_DIR: folder });
    expect(code).toBe(1);
    expect(lines).toEqual([
      `✖ Port ${port} on 127.0.0.1 is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
    ]);
  });

  it("the port is no number", async () => {
    const { code, lines } = await start({ PORT: "http", DATA_DIR: folder });
    expect(code).toBe(1);
    expect(lines).toEqual(['✖ PORT is "http". Set it to a number from 1 to 65535.']);
  });

  it("HOST isn't an address of this machine", async () => {
    const { code, lines } = await start({ HOST: "192.0.2.1", PORT: await freePort(), DATA_DIR: folder });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^✖ HOST=192\.0\.2\.1 can't be listened on \(EADDRNOTAVAIL\)\. Use 127\.0\.0\.1/,
    );
  });

  it("the data folder can't be written", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const { code, lines } = await start({ PORT: await freePort(), DATA_DIR: join(file, "data") });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^✖ The data folder .*a-file\/data can't be written \(ENOTDIR\)\. .*DATA_DIR/);
  });

  it("the data folder is in use by another run", async () => {
    await claimDataDir(folder, "http://127.0.0.1:3000");
    const { code, lines } = await start({ PORT: await freePort(), DATA_DIR: folder });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(
      `in use by another run (process ${process.pid}, http://127.0.0.1:3000). Stop that one`,
    );
  });

  it("the database can't be reached", async () => {
    const port = await freePort();
    const { code, lines } = await start({
      PORT: await freePort(),
      DATA_DIR: folder,
      DATABASE_URL: `postgres://somebody:hidden@127.0.0.1:${port}/lectern`,
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      `✖ The database at 127.0.0.1:${port} can't be reached (ECONNREFUSED). Start it or correct DATABASE_URL; ` +
        "with DATABASE_URL unset Lectern runs its own database.",
    ]);
  });

  it("DATABASE_URL is no Postgres URL", async () => {
    const { code, lines } = await start({
      PORT: await freePort(),
      DATA_DIR: folder,
      DATABASE_URL: "mysql://x",
    });
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^✖ DATABASE_URL doesn't look like postgres:/);
  });
});
