import { env } from "../lib/env.ts";
import { asSystem } from "./client.ts";

/** `pg_textsearch`: the extension's BM25 index. `sql`: the same formula computed in SQL over a GIN-indexed tsvector. */
export type Bm25Tier = "pg_textsearch" | "sql";

let probed: Promise<Bm25Tier> | undefined;

/** Which BM25 this database can do, asked once per process. System. `BM25_TIER=sql` forces the second tier. */
export function bm25Tier(): Promise<Bm25Tier> {
  probed ??= probe().catch((error: unknown) => {
    probed = undefined;
    throw error;
  });
  return probed;
}

async function probe(): Promise<Bm25Tier> {
  if (env().BM25_TIER === "sql") return "sql";
  const found = await asSystem((tx) =>
    tx.$client.query("SELECT FROM pg_extension WHERE extname = 'pg_textsearch'"),
  );
  return found.rowCount ? "pg_textsearch" : "sql";
}
