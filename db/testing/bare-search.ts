import { toSql } from "pgvector";
import { bm25Tier } from "../capabilities.ts";
import { asSystem } from "../client.ts";
import { partitionOf } from "../partition-of.ts";

export interface BareQuery {
  /** As indexed, each once. */
  terms: string[];
  embedding: readonly number[];
  embeddingModel: string;
}

export interface BareStatement {
  ms: number;
  /** Chunks that it gave, at most as many as the product asks for. */
  found: number;
}

export interface BareSearch {
  words: BareStatement;
  /** Null where the server has pg_textsearch. */
  allWords: BareStatement | null;
  vector: BareStatement;
}

/** As many as the product asks for. */
const limit = 50;

/**
 * System. Hybrid search as one writes it by hand, to compare the product's speed with: it shares no SQL with the searches and knows no
 * readers, no collections, no filters and no corrections, but reads the same rows by the same indexes. `words`: pg_textsearch's best
 * chunks, or without it the chunks that hold any of the terms, by `ts_rank`; `allWords`: those that hold all of them, as a search box on
 * `websearch_to_tsquery` has it, which finds fewer; `vector`: the nearest.
 */
export async function runBareSearch(
  tenantId: string,
  { terms, embedding, embeddingModel }: BareQuery,
): Promise<BareSearch> {
  const partition = partitionOf(tenantId);
  const matching = `SELECT id FROM ${partition} WHERE lexemes @@ $1::tsquery ORDER BY ts_rank(lexemes, $1::tsquery) DESC LIMIT ${limit}`;
  const best = `SELECT id FROM ${partition} ORDER BY terms <@> to_bm25query($1, '${partition}_bm25') LIMIT ${limit}`;
  const joined = (operator: string) => terms.map((term) => `'${term}'`).join(operator);
  const cosine = `embedding::halfvec(${embedding.length}) <=> $2::halfvec(${embedding.length})`;
  const nearest = `SELECT id FROM ${partition} WHERE embedding_model = $1 ORDER BY ${cosine} LIMIT ${limit}`;
  const isSqlTier = (await bm25Tier()) === "sql";
  return {
    words: isSqlTier
      ? await run(matching, [joined(" | ")])
      : await run(best, [terms.join(" ")], "SET LOCAL enable_seqscan = off"),
    allWords: isSqlTier ? await run(matching, [joined(" & ")]) : null,
    // The least at which HNSW gives as many rows as are asked for.
    vector: await run(
      nearest,
      [embeddingModel, toSql([...embedding])],
      `SET LOCAL hnsw.ef_search = ${limit}`,
    ),
  };
}

/** Timed without its transaction, and without JIT, which would take longer to compile a search than to make it. */
function run(text: string, values: unknown[], settings = ""): Promise<BareStatement> {
  return asSystem(async ({ $client }) => {
    await $client.query(`SET LOCAL jit = off; ${settings}`);
    const startedAt = performance.now();
    const { rows } = await $client.query(text, values);
    return { ms: performance.now() - startedAt, found: rows.length };
  });
}
