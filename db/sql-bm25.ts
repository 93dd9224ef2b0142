/**
 * BM25 as SQL, for servers without pg_textsearch: what is known of a question's terms, and the score of those chunks that can be
 * among the best. Two round trips: what to score is decided here, since as SQL that takes longer than the search.
 */

/** A term of the question, with what it's worth. */
export interface WeighedTerm {
  word: string;
  weight: number;
  /** How many chunks of the searched collections hold it. Of what isn't counted, one. */
  held: number;
}

/** How much there is to search, about, and how long a chunk is, in terms. */
export interface CorpusSize {
  chunkCount: number;
  averageLength: number;
}

/** What the collections say of the words of a question. */
export interface Corpus extends CorpusSize {
  /** Of the documents, those that pass the filters. */
  allowedShare: number;
  /** Collections among the searched that may be read. */
  readableCollectionIds: string[];
  words: CountedWord[];
}

interface CountedWord {
  word: string;
  /** Chunks that hold it, of all that may be read, and of the searched ones; null where it isn't counted. */
  known: number | null;
  held: number | null;
}

/**
 * Chunks that are scored, about: a tenth of all, within bounds. Of 100,000 (npm run bench -- retrieval), 2,000 held all of the top 10 and 96 %
 * of the top 50, and took 60 ms where scoring every chunk that has any of the terms took 2.8 s (2026-11, Postgres 17 on a busy machine).
 * Of 10,000, 1,000 held as much, and took 10 ms instead of 69.
 */
const candidates = { share: 0.1, min: 1_000, max: 3_000 };
/** Terms whose combinations are looked at, the weightiest first: 8 have 92. */
const termsCombined = 8;
/** Words of a topic come together: so much more often than by chance, for each further word. */
const togetherness = 3;
/** Up to so many chunks, statistics are counted; beyond, estimated from some of them. */
const countedMax = 2000;
const sampledChunks = 500;

/**
 * Gives `chunkCount` and `averageLength` of the tenant's partition of chunks, as far as the principal may read it: counted where that's
 * quick, and `isEstimated` else.
 */
export function sizeSql(partition: string): string {
  return `
    SELECT CASE WHEN is_large THEN reltuples ELSE (SELECT count(*) FROM ${partition}) END::float8 AS "chunkCount",
           coalesce(greatest((
             SELECT avg(term_count) FROM ${partition} TABLESAMPLE SYSTEM (
               CASE WHEN is_large THEN 100.0 * ${sampledChunks} / reltuples ELSE 100 END) REPEATABLE (0)), 1), 1)::float8 AS "averageLength",
           is_large AS "isEstimated"
    FROM (SELECT reltuples, reltuples >= ${countedMax} AS is_large FROM pg_class WHERE oid = '${partition}'::regclass) AS part`;
}

/**
 * Gives what is known of the words in `words`, as one row: the Corpus but for its size. $1 is the tenant, $2 the collections; `isAllowed` an
 * SQL condition on `document_id`, as filterSql gives it. Words are counted in all that the principal may read.
 */
export function wordsSql(words: string, isAllowed: string): string {
  const allowedShare =
    isAllowed === "true"
      ? "1"
      : `(SELECT count(*) FROM (${allowedDocuments(isAllowed)}) AS passing)::float8
         / (SELECT greatest(1, count(*)) FROM documents WHERE tenant_id = $1)`;
  return `
    WITH readable AS MATERIALIZED (SELECT id FROM collections WHERE tenant_id = $1)
    SELECT ${allowedShare} AS "allowedShare",
           ARRAY(SELECT id::text FROM readable WHERE id = ANY ($2)) AS "readableCollectionIds",
           (SELECT coalesce(json_agg(counted), '[]') FROM (
              SELECT word, counts.* FROM unnest(${words}::text[]) AS word CROSS JOIN LATERAL (
                SELECT sum(chunk_count)::float8 AS known, sum(chunk_count) FILTER (WHERE collection_id = ANY ($2))::float8 AS held
                FROM collection_terms t
                WHERE t.tenant_id = $1 AND t.term = word AND t.collection_id IN (SELECT id FROM readable)) AS counts
            ) AS counted) AS words`;
}

/** The terms asked for, each as often as it counts, by what they are worth: known ones first, the weightiest of them first. */
export function weighTerms(asked: string[], { chunkCount, words }: Corpus): WeighedTerm[] {
  const counted = new Map(words.map((each) => [each.word, each]));
  const times = new Map<string, number>();
  for (const word of asked) times.set(word, (times.get(word) ?? 0) + 1);
  const weighed = Array.from(times, ([word, count]) => {
    const { known = null, held = null } = counted.get(word) ?? {};
    const holders = Math.min(known ?? 1, chunkCount);
    const weight = count * Math.log(1 + (chunkCount - holders + 0.5) / ((known ?? 1) + 0.5));
    return { word, weight, held: held ?? 1, isKnown: known !== null };
  });
  return weighed
    .toSorted((a, b) => Number(b.isKnown) - Number(a.isKnown) || b.weight - a.weight)
    .map(({ isKnown: _, ...term }) => term);
}

interface Combination {
  query: string;
  weight: number;
  /** Of its terms' weights the least. */
  lightest: number;
  /** Chunks that hold all of them, by estimate. */
  chunks: number;
}

/**
 * As a tsquery, the chunks worth scoring. Some terms stand in a third of all chunks, so scoring every chunk that holds any takes
 * seconds. As WAND does (Broder et al. 2003), chunks whose terms can't add up to enough are left out beforehand: combinations of up to
 * three terms are taken in the order of their weights for as long as the chunks that hold one of them are few enough by estimate, each
 * without those terms that it doesn't need for it.
 */
export function pruneTerms(terms: WeighedTerm[], { chunkCount, allowedShare }: Corpus): string {
  const combinations = combine(terms.slice(0, termsCombined), chunkCount);
  const chunksMax = Math.min(candidates.max, Math.max(candidates.min, candidates.share * chunkCount));
  const needed = (least: number) =>
    combinations.filter(({ weight, lightest }) => weight >= least && weight - lightest < least);
  const fits = ({ weight }: Combination) =>
    needed(weight).reduce((sum, { chunks }) => sum + chunks, 0) * allowedShare <= chunksMax;
  const fitting = combinations.filter(fits).map(({ weight }) => weight);
  const least =
    fitting.length > 0 ? Math.min(...fitting) : Math.max(...combinations.map(({ weight }) => weight));
  return needed(least)
    .map(({ query }) => `(${query})`)
    .join(" | ");
}

function combine(terms: WeighedTerm[], chunkCount: number): Combination[] {
  let longest: (Combination & { next: number; expected: number; rarest: number })[] = [
    { query: "", weight: 0, lightest: 0, chunks: 0, next: 0, expected: 0, rarest: 0 },
  ];
  const all: Combination[] = [];
  for (let size = 1; size <= 3; size++) {
    longest = longest.flatMap((shorter) =>
      terms.slice(shorter.next).map(({ word, weight, held }, i) => {
        const expected =
          size === 1 ? held : (shorter.expected * held * togetherness) / Math.max(chunkCount, 1);
        const rarest = size === 1 ? held : Math.min(shorter.rarest, held);
        return {
          query: size === 1 ? lexeme(word) : `${shorter.query} & ${lexeme(word)}`,
          weight: shorter.weight + weight,
          lightest: weight, // terms come in the order of their weights
          chunks: Math.min(rarest, expected),
          next: shorter.next + i + 1,
          expected,
          rarest,
        };
      }),
    );
    all.push(...longest);
  }
  return all;
}

/** A word as tsquery reads it. */
export const lexeme = (word: string) => `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

/** A search as SQL. Each of its values is the SQL of one, most of them parameters. */
export interface ScoreSql {
  partition: string;
  /** Which chunks: a tsquery. */
  wanted: string;
  /** By which terms: tsquery[] and float8[]. */
  terms: string;
  weights: string;
  averageLength: string;
  isAllowed: string;
  /** For each phrase a text[] of LIKE patterns, one of which the chunk's terms must match. */
  phrases: string[];
  /** Where the lexemes aren't kept: makes them of the terms, without any index. */
  isUnindexed: boolean;
}

/** Gives ids and scores of at most $3 chunks of the tenant $1 in the collections $2. */
export function scoreSql({ partition, isAllowed, phrases, isUnindexed, ...search }: ScoreSql): string {
  const documents = isAllowed === "true" ? "NULL::uuid[]" : `ARRAY(${allowedDocuments(isAllowed)})`;
  const holdsPhrases = phrases
    .map((patterns) => `' ' || c.terms || ' ' LIKE ANY (${patterns})`)
    .join(" AND ");
  return `
    SELECT hit.id, hit.score
    FROM lectern_score_chunks(
      ${search.wanted}, ${search.terms}, ${search.weights}, ${search.averageLength}, $2::uuid[], ${documents}, ${isUnindexed}) AS hit
    ${phrases.length > 0 ? `JOIN ${partition} c ON c.id = hit.id AND ${holdsPhrases}` : ""}
    WHERE lectern_tenant() = $1::uuid ORDER BY hit.score DESC LIMIT $3`;
}

const allowedDocuments = (isAllowed: string) =>
  `SELECT document_id FROM (SELECT id AS document_id FROM documents WHERE tenant_id = $1) AS own WHERE ${isAllowed}`;

/** As SQL of a tsquery, the chunks that hold the phrases, which are few enough. Each is the SQL of its patterns. */
export function phrasesSql(phrases: string[]): string {
  const queries = phrases.map(
    (
      patterns,
    ) => `(SELECT string_agg(format('(%s)', phraseto_tsquery('simple', trim(pattern, '% '))), ' | ')::tsquery
                    FROM unnest(${patterns}) AS pattern)`,
  );
  return `(${queries.join(" && ")})`;
}
