import { env } from "../lib/env.ts";
import { asSystem } from "./client.ts";

/** `pg_textsearch`: the extension's BM25 index. `sql`: the same formula computed in SQL over a GIN-indexed tsvector. */
export type Bm25Tier = "pg_textsearch" | "sql";

let probed: Promise<Set<string>> | undefined;

/** Which BM25 this database can do, asked once per process. System. `BM25_TIER=sql` forces the second tier. */
export async function bm25Tier(): Promise<Bm25Tier> {
  if (env().BM25_TIER === "sql") return "sql";
  return (await extensions()).has("pg_textsearch") ? "pg_textsearch" : "sql";
}

/** Whether words that are written alike can be found (pg_trgm), asked once per process. System. */
export async function hasTrigrams(): Promise<boolean> {
  return (await extensions()).has("pg_trgm");
}

function extensions(): Promise<Set<string>> {
  probed ??= probe().catch((error: unknown) => {
    probed = undefined;
    throw error;
  });
  return probed;
}

async function probe(): Promise<Set<string>> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ name: string }>("SELECT extname AS name FROM pg_extension"),
  );
  return new Set(rows.map(({ name }) => name));
}
