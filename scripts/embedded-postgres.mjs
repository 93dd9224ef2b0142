// @ts-check
/**
 * The embedded Postgres: PGlite (Postgres 18 in WebAssembly) with pgvector, pg_textsearch and pg_trgm, behind a socket that any
 * Postgres client can use. Runs as a process of its own, started by the starter and by the database tests.
 *
 *   node scripts/embedded-postgres.mjs --data <folder> | --memory   [--socket <folder> | --port <number, 0 = any>]
 *
 * Prints one JSON line, {"url": "postgres://…"}, and sends it to a parent with an IPC channel, when it accepts connections. Ends on SIGTERM, SIGINT, or when the process
 * that started it is gone, after closing the database; data survives `kill -9` too. A fault inside the WebAssembly ends the
 * process with code 70, because a half-working database is worse than a restarted one.
 */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pg_textsearch } from "@electric-sql/pglite-pg_textsearch";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { createPlanCache } from "./cache-plans.mjs";

/** One query runs at a time however many connections wait, so a high limit costs only the waiting sockets. */
const CONNECTIONS_MAX = 500;

const { values: args } = parseArgs({
  options: {
    data: { type: "string" },
    memory: { type: "boolean" },
    socket: { type: "string" },
    port: { type: "string", default: "0" },
  },
});

const database = await PGlite.create({
  dataDir: args.memory ? "memory://" : args.data,
  extensions: { vector, pg_textsearch, pg_trgm },
});

const server = new PGLiteSocketServer({
  db: withWholeExchanges(database),
  maxConnections: CONNECTIONS_MAX,
  ...(args.socket ? { path: socketIn(args.socket) } : { host: "127.0.0.1", port: Number(args.port) }),
});

let closing = false;
process.on("SIGTERM", close);
process.on("SIGINT", close);
process.on("disconnect", close);

await server.start();
const ready = { url: urlOf(server.getServerConn()) };
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.send?.(ready);

async function close() {
  if (closing) return;
  closing = true;
  await server.stop();
  await database.close();
  if (args.socket) rmSync(args.socket, { recursive: true, force: true });
  process.exit(0);
}

/** A socket file needs no password where the folder admits only its owner. */
function socketIn(/** @type {string} */ folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const path = join(folder, ".s.PGSQL.5432");
  rmSync(path, { force: true });
  return path;
}

function urlOf(/** @type {string} */ connection) {
  if (!args.socket) return `postgres://postgres@${connection}/postgres`;
  return `postgres://postgres@localhost/postgres?host=${encodeURIComponent(args.socket)}`;
}

/**
 * The socket server takes turns between connections after every protocol message, except inside a transaction. A
 * statement outside a transaction is several messages (Parse, Bind, Execute, Sync), and all connections share one
 * backend: when a large Bind arrived in pieces, another connection's Parse slipped in between and the Bind ran *that*
 * statement (6 wrong results of 480 with 300 kB parameters on 12 connections; none with this). So the time from the first
 * message of an exchange to its Sync is presented as a transaction, which makes the others wait. The messages are gathered
 * until then and handed over at once, which halves what a statement costs.
 *
 * @param {PGlite} db
 * @returns {PGlite}
 */
function withWholeExchanges(db) {
  const openers = new Set([..."PBEDC"].map((letter) => letter.charCodeAt(0)));
  const closers = new Set([..."SQF"].map((letter) => letter.charCodeAt(0)));
  const sync = new Uint8Array([0x53, 0, 0, 0, 4]);
  const withKeptPlans = createPlanCache();
  let isExchangeOpen = false;
  /** What has come of the exchange and isn't executed yet. @type {Uint8Array[]} */
  let gathered = [];

  /** @type {PGlite["execProtocolRawStream"]} */
  async function execProtocolRawStream(message, options) {
    const type = message[0] ?? 0;
    if (openers.has(type)) {
      isExchangeOpen = true;
      gathered.push(message);
      return;
    }
    const { messages, onAnswer } = withKeptPlans([...gathered, message]);
    gathered = [];
    let isFirst = true;
    const onRawData = (/** @type {Uint8Array} */ data) => {
      if (isFirst) onAnswer(data);
      isFirst = false;
      options.onRawData(data);
    };
    const whole = messages.length > 1 ? Buffer.concat(messages) : message;
    try {
      await db.execProtocolRawStream(whole, { ...options, onRawData });
    } catch (error) {
      console.error("The embedded Postgres failed and stops.", error);
      process.exit(70);
    }
    if (closers.has(type)) isExchangeOpen = false;
  }

  /** Called by the socket server to roll back what a vanished client left open. */
  async function exec(/** @type {Parameters<PGlite["exec"]>} */ ...call) {
    if (isExchangeOpen) await db.execProtocolRaw(sync);
    isExchangeOpen = false;
    gathered = [];
    return db.exec(...call);
  }

  return new Proxy(db, {
    get(target, property) {
      if (property === "isInTransaction") return () => isExchangeOpen || target.isInTransaction();
      if (property === "execProtocolRawStream") return execProtocolRawStream;
      if (property === "exec") return exec;
      const value = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
