import { env } from "../lib/env.ts";
import { asSystem } from "./client.ts";

/** `pg_textsearch`: the extension's BM25 index. `sql`: the same formula computed in SQL over a GIN-indexed tsvector. */
export type Bm25Tier = "pg_textsearch" | "sql";

let probed: Promise<Probe> | undefined;

/** Which BM25 this database can do, asked once per process. System. `BM25_TIER=sql` forces the second tier. */
export async function bm25Tier(): Promise<Bm25Tier> {
  if (env().BM25_TIER === "sql") return "sql";
  return (await probeOnce()).extensions.has("pg_textsearch") ? "pg_textsearch" : "sql";
}

/** Whether words that are written alike can be found (pg_trgm), asked once per process. System. */
export async function hasTrigrams(): Promise<boolean> {
  return (await probeOnce()).extensions.has("pg_trgm");
}

/**
 * Whether all connections share one backend, as the embedded Postgres has it, asked once per process. System. Whatever takes long keeps
 * everybody waiting there.
 */
export async function hasOneBackend(): Promise<boolean> {
  return (await probeOnce()).hasOneBackend;
}

interface Probe {
  extensions: Set<string>;
  hasOneBackend: boolean;
}

function probeOnce(): Promise<Probe> {
  probed ??= probe().catch((error: unknown) => {
    probed = undefined;
    throw error;
  });
  return probed;
}

async function probe(): Promise<Probe> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ extensions: string[]; hasOneBackend: boolean | null }>(
      `SELECT ARRAY(SELECT extname::text FROM pg_extension) AS extensions,
              (SELECT backend_type = 'standalone backend' FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS "hasOneBackend"`,
    ),
  );
  const [found] = rows;
  return { extensions: new Set(found?.extensions), hasOneBackend: found?.hasOneBackend === true };
}
