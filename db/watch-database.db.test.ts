import { afterAll, afterEach, expect, test, vi } from "vitest";
import { toAppError } from "../lib/errors.ts";
import { asSystem, closePool, queryAsSystem } from "./client.ts";
import { watchDatabase } from "./watch-database.ts";

/** Stands between the pool and the database, and can keep to itself what either says, as a frozen server does. */
const line = await vi.hoisted(async () => {
  const { connect, createServer } = await import("node:net");
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  const folder = url.searchParams.get("host");
  const address = folder
    ? { path: `${folder}/.s.PGSQL.5432` }
    : { host: url.hostname, port: Number(url.port || 5432) };
  const sockets = new Set<import("node:net").Socket>();
  let isFrozen = false;
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(address);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (data) => to.write(data)).on("error", () => undefined);
      from.on("close", () => to.destroy() && sockets.delete(from));
      if (isFrozen) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as import("node:net").AddressInfo;
  url.host = `127.0.0.1:${port}`;
  url.search = "";
  process.env.DATABASE_URL = url.href;
  const each = (work: (socket: import("node:net").Socket) => void) => {
    for (const socket of sockets) work(socket);
  };
  const freezeOpen = () => each((socket) => socket.pause());
  return {
    connections: () => connections,
    freezeOpen,
    freeze() {
      isFrozen = true;
      freezeOpen();
    },
    thaw() {
      isFrozen = false;
      each((socket) => socket.resume());
    },
    cut: () => each((socket) => socket.destroy()),
    close: () => server.close(),
  };
});

/** Answers come within a second also where the machine is busy; silence is told by less. */
const impatient = { patienceMs: 30, answerMs: 1_000, everyMs: 10, isServer: true };
let stopWatching = () => {};

afterEach(() => {
  stopWatching();
  line.thaw();
});
afterAll(async () => {
  line.cut();
  line.close();
  await closePool();
});

const ask = () => queryAsSystem("SELECT 1 AS number", []);
const answer = [{ number: 1 }];

test("what waits for a silent database ends, what comes then ends at once, and both as unavailable until it answers", async () => {
  expect(await Promise.all([ask(), ask()])).toEqual([answer, answer]);
  stopWatching = watchDatabase(impatient);
  line.freeze();
  const waiting = [ask(), asSystem((tx) => tx.$client.query("SELECT 1", []))];
  const faults = (await Promise.allSettled(waiting)).map((one) => one.status === "rejected" && one.reason);
  faults.push(await ask().catch((error) => error));
  expect(faults.map((fault) => toAppError(fault).code)).toEqual(faults.map(() => "database_unavailable"));
  line.thaw();
  await expect.poll(() => ask().catch(String), { timeout: 20_000 }).toEqual(answer);
});

test("a statement takes as long as it likes while the database answers others", async () => {
  await ask();
  line.freezeOpen();
  const slow = ask();
  const before = line.connections();
  stopWatching = watchDatabase({ ...impatient, answerMs: 20_000 });
  await expect.poll(line.connections, { timeout: 20_000 }).toBeGreaterThan(before + 2);
  line.thaw();
  expect(await slow).toEqual(answer);
});

test("a connection that is lost in the midst of a transaction ends that alone", async () => {
  const lost = asSystem(async (tx) => {
    await tx.$client.query("SELECT 1", []);
    line.cut();
    await new Promise<void>((resolve) => tx.$client.once("end", resolve));
    await tx.$client.query("SELECT 2", []);
  });
  const fault = await lost.catch((error) => error);
  expect(toAppError(fault).code).toBe("database_unavailable");
  expect(await ask()).toEqual(answer);
});
