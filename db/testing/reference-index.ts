import { bm25Tier } from "../capabilities.ts";
import { asSystem, pool } from "../client.ts";

interface ReferenceDocument {
  id: string;
  title: string;
  text: string;
}

const rowsPerInsert = 1000;

/**
 * System. A bare BM25 to compare ours with: one row per document, title and text, under pg_textsearch's own `english` configuration,
 * asked with the question as it is. What it returns gives document ids, best first. The table outlives the run like what it's
 * compared with. Throws where the database has no pg_textsearch.
 */
export async function openReferenceIndex(
  tenantId: string,
  corpus: ReferenceDocument[],
): Promise<(question: string, limit: number) => Promise<string[]>> {
  if ((await bm25Tier()) !== "pg_textsearch") throw new Error("The reference BM25 needs pg_textsearch.");
  const table = `evaluation_reference_${tenantId.replaceAll("-", "")}`;
  await asSystem(async ({ $client }) => {
    const { rows } = await $client.query<{ isThere: boolean }>(
      `SELECT to_regclass($1) IS NOT NULL AS "isThere"`,
      [table],
    );
    if (rows[0]?.isThere) return;
    await $client.query(`CREATE TABLE ${table} (id text PRIMARY KEY, body text NOT NULL)`);
    for (let i = 0; i < corpus.length; i += rowsPerInsert)
      await $client.query(
        `INSERT INTO ${table} SELECT d->>'id', (d->>'title') || ' ' || (d->>'text') FROM jsonb_array_elements($1::jsonb) AS d`,
        [JSON.stringify(corpus.slice(i, i + rowsPerInsert))],
      );
    await $client.query(
      `CREATE INDEX ${table}_bm25 ON ${table} USING bm25 (body) WITH (text_config = 'english')`,
    );
  });
  await pool().query(`ANALYZE ${table}`);
  return async (question, limit) => {
    const { rows } = await asSystem(async ({ $client }) => {
      await $client.query("SET LOCAL enable_seqscan = off");
      // Without the score in the results: it would be computed again for each row, which costs more than the search.
      return $client.query<{ id: string }>(
        `SELECT id FROM ${table} ORDER BY body <@> to_bm25query($1, '${table}_bm25') LIMIT $2`,
        [question, limit],
      );
    });
    return rows.map(({ id }) => id);
  };
}
