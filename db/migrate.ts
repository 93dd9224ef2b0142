import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { type Bm25Tier, bm25Tier, hasTrigrams } from "./capabilities.ts";
import { asSystem, pool } from "./client.ts";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database to this version and makes sure that every tenant's partition has the index that this server's BM25
 * tier needs. System. Safe to run again; run it from one process at a time (the starter, or compose's one-shot `migrate`).
 */
export async function migrateDatabase(): Promise<Bm25Tier> {
  if (env().BM25_TIER !== "sql") await createWherePossible("pg_textsearch", "BM25 is computed in SQL");
  await createWherePossible("pg_trgm", "misspelt words aren't corrected");
  await runMigrations(drizzle({ client: pool() }), { migrationsFolder });
  const tier = await bm25Tier();
  const canCorrect = await hasTrigrams();
  await asSystem(async (tx) => {
    if (canCorrect)
      await tx.$client.query(
        "CREATE INDEX IF NOT EXISTS collection_terms_trigrams ON collection_terms USING gin (term gin_trgm_ops)",
      );
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

/** An optional extension: a server without it, or a role that may not create it, does without. */
async function createWherePossible(extension: string, without: string): Promise<void> {
  try {
    await pool().query(`CREATE EXTENSION IF NOT EXISTS ${extension}`);
  } catch (error) {
    log.info({ reason: String(error) }, `${extension} is not available here: ${without}`);
  }
}
