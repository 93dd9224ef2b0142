import { getTableColumns } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import type { Principal } from "../lib/turn.ts";
import { isForgotten, nameOf, PrefacedQuery, type Statement } from "./prefaced-query.ts";

/** A connection in the middle of a transaction. */
export type Tx = NodePgDatabase & { $client: pg.PoolClient };

/** `globalThis` because Next may load this module more than once in a process, and there must be one pool. */
const shared = globalThis as {
  lecternPool?: pg.Pool;
  /** Connections that somebody has, and since when. */
  lecternTaken?: Map<pg.PoolClient, number>;
  lecternSilence?: boolean;
};

/**
 * The process's connection pool, opened on first use. Throws where DATABASE_URL isn't set, and as for a lost connection while the
 * database is silent (watch-database.ts).
 */
export function pool(): pg.Pool {
  if (shared.lecternSilence) throw new Error("Connection terminated: the database is silent");
  if (shared.lecternPool) return shared.lecternPool;
  const { DATABASE_URL, DATABASE_POOL_MAX } = env();
  if (!DATABASE_URL) throw new Error("DATABASE_URL is not set. Start Lectern with `npm start`.");
  const created = new pg.Pool({
    connectionString: DATABASE_URL,
    max: DATABASE_POOL_MAX,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    // Or a statement of minutes would wait for ever behind a network that has gone.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  });
  created.on("error", (error) => log.warn({ err: error }, "idle database connection lost"));
  noteTaken(created);
  shared.lecternPool = created;
  return created;
}

/** Of a connection that somebody has, the pool doesn't hear when it's lost: unheard, that would end the process. */
function noteTaken(created: pg.Pool): void {
  const taken = new Map<pg.PoolClient, number>();
  shared.lecternTaken = taken;
  const noteLoss = (error: Error) => log.warn({ err: error }, "database connection lost");
  created.on("acquire", (client) => {
    taken.set(client, performance.now());
    client.on("error", noteLoss);
  });
  created.on("release", (_, client) => {
    taken.delete(client);
    client.off("error", noteLoss);
  });
}

/** For how long the connection that was taken first has been somebody's; 0 where all are free. */
export function takenForMs(): number {
  const [since = performance.now()] = shared.lecternTaken?.values() ?? [];
  return performance.now() - since;
}

export const isSilent = () => shared.lecternSilence === true;

/** Ends whatever waits for the database, as if its connection were lost, and lets nobody wait for it from here on. */
export function beginSilence(): void {
  shared.lecternSilence = true;
  const silent = shared.lecternPool;
  shared.lecternPool = undefined;
  for (const client of shared.lecternTaken?.keys() ?? []) void client.end();
  void silent?.end();
}

export function endSilence(): void {
  shared.lecternSilence = false;
}

/** Closes the pool, so that the process can end. */
export async function closePool(): Promise<void> {
  const open = shared.lecternPool;
  shared.lecternPool = undefined;
  await open?.end();
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Planner settings for one transaction, by their names. */
export type PlannerSettings = Record<string, string>;

/**
 * What makes a transaction the principal's: the role and the settings that row-level security reads, as one statement. Without JIT:
 * compiling a search with its policies took 8 s, running it 0.03.
 */
function become({ tenantId, userId, role }: Principal, planner: PlannerSettings = {}): Statement {
  if (!uuidPattern.test(tenantId) || (userId !== null && !uuidPattern.test(userId)))
    throw new Error("a principal's ids must be UUIDs");
  return setLocally({
    role: "lectern_app",
    "lectern.tenant_id": tenantId,
    "lectern.user_id": userId ?? "",
    "lectern.role": role,
    jit: "off",
    ...planner,
  });
}

/** `SET LOCAL` for all of them in one statement, whose text is always the same. */
function setLocally(settings: Record<string, string>): Statement {
  const set = Object.keys(settings).map((name, i) => `set_config('${name}', $${i + 1}, true)`);
  return { text: `SELECT ${set.join(", ")}`, values: Object.values(settings) };
}

/**
 * Runs `work` in one transaction as the restricted role, seeing only what the principal's tenant, user and role may see.
 * Commits when it returns, rolls back when it throws. Keep it short and await nothing but this transaction in it: the
 * embedded Postgres has one backend, so a transaction that waits for another query waits for ever. The beginning travels with its
 * first statement and the end costs a round trip of its own.
 */
export function withTenant<T>(
  principal: Principal,
  work: (tx: Tx) => Promise<T>,
  planner?: PlannerSettings,
): Promise<T> {
  return transaction([{ text: "BEGIN" }, become(principal, planner)], work);
}

/** A single statement as `withTenant` would run it, in one round trip: it is a transaction by itself. */
export async function queryAsTenant<Row extends pg.QueryResultRow>(
  principal: Principal,
  text: string,
  values: unknown[],
  planner?: PlannerSettings,
): Promise<Row[]> {
  const { rows } = await queryAlone<Row>([become(principal, planner)], text, values);
  return rows;
}

/**
 * Several statements as one transaction of the principal's, in one round trip; gives the rows of the last. Where one fails, none has
 * happened. Each sees what those before it did and what others committed before it began.
 */
export async function queryAllAsTenant<Row extends pg.QueryResultRow>(
  principal: Principal,
  before: Statement[],
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await queryAlone<Row>([become(principal), ...before], text, values);
  return rows;
}

/** Builds statements and sends none. */
const builder = drizzle.mock({ casing: "snake_case" });

/**
 * Inserts rows as `withTenant` would, in one round trip, and leaves out those that are there already. Gives how many it wrote. The text
 * of an insert is built once for the columns that are given: drizzle takes as long to build one as a search's statement takes in all.
 */
export async function insertAsTenant<T extends PgTable>(
  principal: Principal,
  table: T,
  rows: T["$inferInsert"][],
): Promise<number> {
  const columns = Object.entries(getTableColumns(table));
  const whole = rows.map((row: Record<string, unknown>) =>
    columns.map(([key, column]) => (row[key] === undefined ? column.defaultFn?.() : row[key])),
  );
  const given = whole
    .map((values) => values.map((value) => (value === undefined ? "-" : "+")).join(""))
    .join();
  const texts = insertTexts.get(table) ?? new Map<string, string>();
  insertTexts.set(table, texts);
  const text = texts.get(given) ?? builder.insert(table).values(rows).onConflictDoNothing().toSQL().sql;
  if (texts.size >= insertTextsMax) texts.clear();
  texts.set(given, text);
  const values = whole.flatMap((row) =>
    row.flatMap((value, i) => {
      if (value === undefined) return [];
      return [value === null ? null : columns[i]?.[1].mapToDriverValue(value)];
    }),
  );
  const { rowCount } = await queryAlone([become(principal)], text, values);
  return rowCount ?? 0;
}

/** By table, and by which columns of which rows are given. */
const insertTexts = new WeakMap<PgTable, Map<string, string>>();
const insertTextsMax = 500;

/** A single statement as `asSystem` would run it, in one round trip, with planner settings for it alone. System. */
export async function queryAsSystem<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[],
  planner: PlannerSettings = {},
): Promise<Row[]> {
  const preface = Object.keys(planner).length > 0 ? [setLocally(planner)] : [];
  const { rows } = await queryAlone<Row>(preface, text, values);
  return rows;
}

async function queryAlone<Row extends pg.QueryResultRow>(
  preface: Statement[],
  text: string,
  values: unknown[],
): Promise<pg.QueryResult<Row>> {
  const make = () => new PrefacedQuery(preface, { text, name: nameOf(text) }, values);
  const query = make(); // what can't be sent needs no connection
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    return await send(client, query).catch((error) => {
      if (isForgotten(error)) return send(client, make()); // it's parsed anew
      throw error;
    });
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) broken = error as Error; // what the server refused, it has rolled back
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Runs `work` in one transaction as the connecting role, past row-level security. Only for what has no tenant yet or
 * spans tenants: signing in, setting up, the queue, maintenance. Functions that use it say "System" in their docblock.
 */
export function asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction([{ text: "BEGIN" }], work);
}

async function transaction<T>(beginning: Statement[], work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  const begun = beginningWith(client, beginning);
  try {
    const result = await work(drizzle({ client: begun.client, casing: "snake_case" }));
    if (begun.hasBegun()) await client.query("COMMIT");
    return result;
  } catch (error) {
    if (begun.hasBegun())
      await client.query("ROLLBACK").catch((failure: Error) => {
        broken = failure;
      });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The connection, on which the first statement is sent together with the transaction's beginning. */
function beginningWith(client: pg.PoolClient, beginning: Statement[]) {
  let begun: Promise<unknown> | undefined;
  async function query(statement: string | pg.QueryConfig, values?: unknown[]) {
    const isFirst = !begun;
    // A text by itself may hold several statements, which can't travel with others.
    const isAlone = typeof statement === "string" && values === undefined;
    const [last] = beginning.slice(-1) as [Statement];
    begun ??= isAlone
      ? send(client, new PrefacedQuery(beginning.slice(0, -1), last))
      : send(client, new PrefacedQuery(beginning, statement, values));
    const result = await begun; // where several are sent at once, none goes before the first
    return isFirst && !isAlone ? result : client.query(statement, values);
  }
  return {
    client: Object.create(client, { query: { value: query } }) as pg.PoolClient,
    hasBegun: () => begun !== undefined,
  };
}

function send(client: pg.PoolClient, query: PrefacedQuery): Promise<pg.QueryResult> {
  client.query(query);
  return query.result.catch((error: Error) => {
    Error.captureStackTrace(error); // otherwise it leads to the socket, and not to who asked
    throw error;
  });
}

/** Leaves the restricted role for the rest of a tenant transaction, so that the queue's tables can be written in it. */
export async function leaveTenantRole(tx: Tx): Promise<void> {
  await tx.$client.query("RESET ROLE");
}

/** The principal of background work on one tenant's behalf: sees the whole tenant and nothing else. */
export function systemPrincipal(tenantId: string): Principal {
  return { tenantId, userId: null, role: "system", via: "system", apiKeyId: null, scopes: [] };
}
