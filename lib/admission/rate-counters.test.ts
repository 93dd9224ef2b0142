import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { log } from "../log.ts";
import { inMemory, inRedis } from "./rate-counters.ts";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
const fresh = () => ({ key: crypto.randomUUID(), seconds: 60 });

describe("in memory", () => {
  it("counts each counter by itself and begins anew when cleared", async () => {
    const [a, b] = [fresh(), fresh()];
    await inMemory.count([a]);
    const [first, second] = await inMemory.count([a, b]);
    expect([first?.count, second?.count]).toEqual([2, 1]);
    expect(first?.msBeforeReset).toBeGreaterThan(0);
    await inMemory.clear(a);
    expect((await inMemory.count([a]))[0]?.count).toBe(1);
  });
});

describe.skipIf(!hasRedis)("in Redis (needs redis-server: apt install redis-server)", () => {
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const socket = join(mkdtempSync(join(tmpdir(), "lectern-redis-")), "redis.sock");
    const settings = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"];
    server = spawn("redis-server", settings, { stdio: ["ignore", "pipe", "inherit"] });
    url = `unix://${socket}`;
    let said = "";
    for await (const data of server.stdout!) {
      said += String(data);
      if (/ready to accept connections|server is now ready/i.test(said)) break;
    }
  });
  afterAll(() => server?.kill());

  /** The first commands come before the connection stands, and are refused as if there were none. */
  const connected = async () => {
    const counters = inRedis(url);
    await vi.waitUntil(() => counters.count([fresh()]).then(Boolean, () => false), { timeout: 20_000 });
    return counters;
  };

  it("counts for all processes together, exactly, however many ask at once", async () => {
    const processes = [await connected(), await connected()];
    const [mine, ours] = [fresh(), fresh()];
    const counts = await Promise.all(
      Array.from({ length: 30 }, (_, i) => processes[i % 2]!.count([mine, ours])),
    );
    expect(counts.map(([, shared]) => shared?.count).toSorted((a, b) => a! - b!)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    const [again] = await processes[0]!.count([mine]);
    expect(again).toMatchObject({ count: 31 });
    expect(again?.msBeforeReset).toBeLessThanOrEqual(60_000);
    await processes[0]!.clear(mine);
    expect((await processes[1]!.count([mine]))[0]?.count).toBe(1);
  });

  it("refuses at once where the server has gone, so that it's counted elsewhere", async () => {
    const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
    const counters = await connected();
    server.kill();
    await once(server, "exit");
    await expect(counters.count([fresh()])).rejects.toThrow();
    warned.mockRestore();
  });
});
