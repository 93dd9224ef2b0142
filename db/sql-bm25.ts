/** A BM25 search as SQL, for servers without pg_textsearch. */
export interface SqlBm25 {
  /** SQL of a text[]: the terms, each as often as it counts. */
  asked: string;
  /** The tenant's partition of chunks. */
  partition: string;
  /** SQL conditions on `document_id`, as filterSql gives them; "true" where all documents pass. */
  isAllowed: string;
  /** For each phrase the SQL of a text[] of LIKE patterns, one of which `terms` must match. */
  phrases: string[];
  /** Where the lexemes aren't kept: makes them of the terms, without any index. */
  isUnindexed: boolean;
}

/**
 * Chunks that are scored, about. Of 100,000 (npm run bench -- retrieval), 2,000 held all of the top 10 and 96 % of the top 50, and took
 * 60 ms where scoring every chunk that has any of the terms took 2.8 s (2026-11, Postgres 17 on a busy machine).
 */
const candidatesMax = 3000;
/** Terms whose combinations are looked at, the weightiest first: 8 have 92. */
const termsCombined = 8;
/** Words of a topic come together: so much more often than by chance, for each further word. */
const togetherness = 3;
/** Up to so many chunks, statistics are counted; beyond, estimated from as many. */
const countedMax = 2000;

/**
 * Gives ids and scores of at most $3 chunks of the tenant $1 in the collections $2. Terms are counted in all that the principal may read.
 *
 * Some terms stand in a third of all chunks, so scoring every chunk that holds any takes seconds. As WAND does (Broder et al. 2003),
 * chunks whose terms can't add up to enough are left out beforehand: combinations of up to three terms are taken in the order
 * of their weights for as long as the chunks that hold one of them are few enough by estimate.
 */
export function sqlBm25({ asked, partition, isAllowed, phrases, isUnindexed }: SqlBm25): string {
  const documents = isAllowed === "true" ? "NULL::uuid[]" : `ARRAY(${allowedDocuments(isAllowed)})`;
  return `
    WITH corpus AS MATERIALIZED (${corpusSql(partition)}), term AS MATERIALIZED (${termSql(asked)}),
    wanted AS MATERIALIZED (${phrases.length > 0 ? phraseQuery(phrases) : prunedQuery(isAllowed)})
    SELECT hit.id, hit.score
    FROM lectern_score_chunks(
      (SELECT query FROM wanted), (SELECT array_agg(query ORDER BY place) FROM term),
      (SELECT array_agg(weight ORDER BY place) FROM term), (SELECT average_length FROM corpus), $2::uuid[], ${documents}, ${isUnindexed}
    ) AS hit
    ${phrases.length > 0 ? `JOIN ${partition} c ON c.id = hit.id AND ${phrases.map((patterns) => `' ' || c.terms || ' ' LIKE ANY (${patterns})`).join(" AND ")}` : ""}
    ORDER BY hit.score DESC LIMIT $3`;
}

const allowedDocuments = (isAllowed: string) =>
  `SELECT document_id FROM (SELECT id AS document_id FROM documents WHERE tenant_id = $1) AS own WHERE ${isAllowed}`;

function corpusSql(partition: string): string {
  return `
    SELECT CASE WHEN reltuples >= ${countedMax} THEN reltuples ELSE (SELECT count(*) FROM ${partition}) END::float8 AS n,
           coalesce(greatest((
             SELECT avg(term_count) FROM ${partition} TABLESAMPLE SYSTEM ((
               SELECT least(100, 100.0 * ${countedMax} / greatest(reltuples, 1)) FROM pg_class WHERE oid = '${partition}'::regclass
             )) REPEATABLE (0)), 1), 1)::float8 AS average_length
    FROM pg_class WHERE oid = '${partition}'::regclass`;
}

/** Each term with its weight, and with the number of chunks in the searched collections that hold it. Of what isn't counted, one. */
function termSql(asked: string): string {
  return `
    SELECT word, quote_literal(word)::tsquery AS query, held, weight,
           row_number() OVER (ORDER BY is_known DESC, weight DESC, word) AS place
    FROM (
      SELECT word, known IS NOT NULL AS is_known, coalesce(held, 1)::float8 AS held,
             times * ln(1 + (n - least(coalesce(known, 1), n) + 0.5) / (coalesce(known, 1) + 0.5)) AS weight
      FROM corpus CROSS JOIN (SELECT word, count(*) AS times FROM unnest(${asked}::text[]) AS word GROUP BY word) AS counted
      CROSS JOIN LATERAL (
        SELECT sum(chunk_count)::float8 AS known, sum(chunk_count) FILTER (WHERE collection_id = ANY ($2)) AS held
        FROM collection_terms t WHERE t.tenant_id = $1 AND t.term = word
          AND t.collection_id IN (SELECT id FROM collections WHERE tenant_id = $1)) AS counts) AS weighed`;
}

/** Phrases leave few enough. */
function phraseQuery(phrases: string[]): string {
  const queries = phrases.map(
    (
      patterns,
    ) => `(SELECT string_agg(format('(%s)', phraseto_tsquery('simple', trim(pattern, '% '))), ' | ')::tsquery
                    FROM unnest(${patterns}) AS pattern)`,
  );
  return `SELECT ${queries.join(" && ")} AS query`;
}

/** Combinations of at least that weight at which the estimate just fits, each without those terms that it doesn't need for it. */
function prunedQuery(isAllowed: string): string {
  const share =
    isAllowed === "true"
      ? "1"
      : `(SELECT count(*) FROM (${allowedDocuments(isAllowed)}) AS passing)::float8
         / (SELECT greatest(1, count(*)) FROM documents WHERE tenant_id = $1)`;
  return `
    WITH top AS (SELECT term.*, n FROM term CROSS JOIN corpus WHERE place <= ${termsCombined}),
    combination AS MATERIALIZED (
      SELECT query, weight, weight AS lightest, held AS chunks FROM top
      UNION ALL
      SELECT a.query && b.query, a.weight + b.weight, b.weight,
             least(a.held, b.held, a.held * b.held / a.n * ${togetherness})
      FROM top a JOIN top b ON a.place < b.place
      UNION ALL
      SELECT a.query && b.query && c.query, a.weight + b.weight + c.weight, c.weight,
             least(a.held, b.held, c.held, a.held * b.held * c.held / a.n ^ 2 * ${togetherness ** 2})
      FROM top a JOIN top b ON a.place < b.place JOIN top c ON b.place < c.place
    ), bound AS (
      SELECT coalesce(min(weight) FILTER (WHERE chunks * ${share} <= ${candidatesMax}), max(weight)) AS least
      FROM (SELECT tried.weight, sum(let_in.chunks) AS chunks
            FROM combination tried JOIN combination let_in
              ON let_in.weight >= tried.weight AND let_in.weight - let_in.lightest < tried.weight
            GROUP BY tried.weight) AS estimate
    )
    SELECT string_agg(format('(%s)', query), ' | ')::tsquery AS query FROM combination CROSS JOIN bound
    WHERE weight >= least AND weight - lightest < least`;
}
