import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import type { Principal } from "../lib/turn.ts";

/** A connection in the middle of a transaction. */
export type Tx = NodePgDatabase & { $client: pg.PoolClient };

/** `globalThis` because Next may load this module more than once in a process, and there must be one pool. */
const shared = globalThis as { lecternPool?: pg.Pool };

/** The process's connection pool, opened on first use. Throws where DATABASE_URL isn't set. */
export function pool(): pg.Pool {
  if (shared.lecternPool) return shared.lecternPool;
  const { DATABASE_URL, DATABASE_POOL_MAX } = env();
  if (!DATABASE_URL) throw new Error("DATABASE_URL is not set. Start Lectern with `npm start`.");
  const created = new pg.Pool({
    connectionString: DATABASE_URL,
    max: DATABASE_POOL_MAX,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  created.on("error", (error) => log.warn({ err: error }, "idle database connection lost"));
  shared.lecternPool = created;
  return created;
}

/** Closes the pool, so that the process can end. */
export async function closePool(): Promise<void> {
  const open = shared.lecternPool;
  shared.lecternPool = undefined;
  await open?.end();
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The settings that row-level security reads, as one statement; the values are checked, so they can stand in the text. Without JIT:
 * compiling a search with its policies took 8 s, running it 0.03.
 */
function becomeStatement({ tenantId, userId, role }: Principal): string {
  if (!uuidPattern.test(tenantId) || (userId !== null && !uuidPattern.test(userId)))
    throw new Error("a principal's ids must be UUIDs");
  return `BEGIN; SET LOCAL jit = off; SET LOCAL ROLE lectern_app; SET LOCAL lectern.tenant_id = '${tenantId}'; SET LOCAL lectern.user_id = '${
    userId ?? ""
  }'; SET LOCAL lectern.role = '${role.replaceAll("'", "")}'`;
}

/**
 * Runs `work` in one transaction as the restricted role, seeing only what the principal's tenant, user and role may see.
 * Commits when it returns, rolls back when it throws. Keep it short and await nothing but this transaction in it: the
 * embedded Postgres has one backend, so a transaction that waits for another query waits for ever. `settings` are statements
 * that come with its first, for planner settings: they cost no round trip of their own.
 */
export function withTenant<T>(
  principal: Principal,
  work: (tx: Tx) => Promise<T>,
  settings?: string,
): Promise<T> {
  const begin = becomeStatement(principal);
  return transaction(settings ? `${begin}; ${settings}` : begin, work);
}

/**
 * Runs `work` in one transaction as the connecting role, past row-level security. Only for what has no tenant yet or
 * spans tenants: signing in, setting up, the queue, maintenance. Functions that use it say "System" in their docblock.
 */
export function asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction("BEGIN", work);
}

async function transaction<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(drizzle({ client, casing: "snake_case" }));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Leaves the restricted role for the rest of a tenant transaction, so that the queue's tables can be written in it. */
export async function leaveTenantRole(tx: Tx): Promise<void> {
  await tx.$client.query("RESET ROLE");
}

/** The principal of background work on one tenant's behalf: sees the whole tenant and nothing else. */
export function systemPrincipal(tenantId: string): Principal {
  return { tenantId, userId: null, role: "system", via: "system", apiKeyId: null, scopes: [] };
}
