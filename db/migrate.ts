import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { type Bm25Tier, bm25Tier } from "./capabilities.ts";
import { asSystem, pool } from "./client.ts";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database to this version and makes sure that every tenant's partition has the index that this server's BM25
 * tier needs. System. Safe to run again; run it from one process at a time (the starter, or compose's one-shot `migrate`).
 */
export async function migrateDatabase(): Promise<Bm25Tier> {
  await createTextsearchWherePossible();
  await runMigrations(drizzle({ client: pool() }), { migrationsFolder });
  const tier = await bm25Tier();
  await asSystem(async (tx) => {
    if (tier === "sql") {
      await tx.$client.query(
        "UPDATE chunks SET lexemes = to_tsvector('simple', terms) WHERE lexemes IS NULL",
      );
    }
    await tx.$client.query("SELECT lectern_ensure_partition(id, $1) FROM tenants", [
      tier === "pg_textsearch",
    ]);
  });
  return tier;
}

/** pg_textsearch is an optional extension: a server without it, or a role that may not create it, means the SQL tier. */
async function createTextsearchWherePossible(): Promise<void> {
  if (env().BM25_TIER === "sql") return;
  try {
    await pool().query("CREATE EXTENSION IF NOT EXISTS pg_textsearch");
  } catch (error) {
    log.info({ reason: String(error) }, "pg_textsearch is not available here: BM25 is computed in SQL");
  }
}
