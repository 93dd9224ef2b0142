/**
 * The words of each collection, with the number of its chunks that each stands in: what misspelt questions are corrected by, and
 * words are weighed by where there's no pg_textsearch. Changed in the transactions that change chunks, under the collection's lock.
 * Terms of the analyzer's first version were never counted.
 */
import { canBeMisspelt, type KnownTerm } from "../lib/correct-term.ts";
import { queryAsSystem, type Tx } from "./client.ts";

const countedSince = 2;

/** What stands between fields is none. */
const isTerm = (text: string) => /[\p{L}\p{N}]/u.test(text);

/** Within a transaction that holds the collection's lock: counts the words of chunks that have come in. */
export async function addTerms(
  tx: Tx,
  { tenantId, collectionId }: { tenantId: string; collectionId: string },
  chunks: { terms: string[] }[],
): Promise<void> {
  const counts = new Map<string, number>();
  for (const { terms } of chunks)
    for (const term of new Set(terms)) if (isTerm(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  if (counts.size === 0) return;
  await tx.$client.query(
    `INSERT INTO collection_terms AS known (tenant_id, collection_id, term, chunk_count)
     SELECT $1, $2, * FROM unnest($3::text[], $4::int[])
     ON CONFLICT (tenant_id, collection_id, term) DO UPDATE SET chunk_count = known.chunk_count + excluded.chunk_count`,
    [tenantId, collectionId, [...counts.keys()], [...counts.values()]],
  );
}

/**
 * Within a transaction that holds their collections' locks, before the chunks of these documents go: their words count no more, and
 * those that stand nowhere else are forgotten, and given back.
 */
export async function dropTerms(tx: Tx, tenantId: string, documentIds: string[]): Promise<string[]> {
  const { rows } = await tx.$client.query<{ term: string }>(
    `WITH gone AS (
       SELECT c.collection_id, word.term, count(*)::int AS count
       FROM documents d JOIN chunks c ON c.tenant_id = d.tenant_id AND c.document_id = d.id
       CROSS JOIN LATERAL (SELECT DISTINCT term FROM unnest(string_to_array(c.terms, ' ')) AS term) AS word
       WHERE d.tenant_id = $1 AND d.id = ANY ($2) AND d.analyzer_version >= ${countedSince} AND c.tenant_id = $1
       GROUP BY c.collection_id, word.term
     ), fewer AS (
       UPDATE collection_terms known SET chunk_count = known.chunk_count - gone.count FROM gone
       WHERE known.tenant_id = $1 AND known.collection_id = gone.collection_id AND known.term = gone.term
         AND known.chunk_count > gone.count
     )
     DELETE FROM collection_terms known USING gone
     WHERE known.tenant_id = $1 AND known.collection_id = gone.collection_id AND known.term = gone.term
       AND known.chunk_count <= gone.count
     RETURNING known.term`,
    [tenantId, documentIds],
  );
  return rows.map(({ term }) => term);
}

/** Within a transaction. How many of these words the collections are said to hold though no chunk of theirs does. */
export async function countStrayTerms(
  tx: Tx,
  tenantId: string,
  { collectionIds, terms }: { collectionIds: string[]; terms: string[] },
): Promise<number> {
  const { rows } = await tx.$client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM collection_terms known
     WHERE known.tenant_id = $1 AND known.collection_id = ANY ($2) AND known.term = ANY ($3)
       AND NOT EXISTS (SELECT FROM chunks c WHERE c.tenant_id = $1 AND c.collection_id = known.collection_id
                         AND position(' ' || known.term || ' ' IN ' ' || c.terms || ' ') > 0)`,
    [tenantId, collectionIds, terms],
  );
  return rows[0]?.count ?? 0;
}

/** Of every misspelt term, so many alike are looked at more closely. */
const similarMax = 50;
/** Of the trigrams of two words, so many are in both: below Postgres's .3, since two letters exchanged in a short word change most. */
const similarityMin = 0.2;

/**
 * System. For each term those of these collections that are written alike, with how many chunks they stand in. The collections must be
 * ones that the asker may read: under row-level security the trigram index can't be used, and all words would be compared. Needs
 * `hasTrigrams`.
 */
export async function findSimilarTerms(
  tenantId: string,
  readableCollectionIds: string[],
  terms: string[],
): Promise<Map<string, KnownTerm[]>> {
  const similar = new Map<string, KnownTerm[]>(terms.map((term) => [term, []]));
  // IS TRUE keeps the planner from going through all words of the collections by their own index.
  const rows = await queryAsSystem<KnownTerm & { asked: string }>(
    `SELECT asked, near.term, near."chunkCount" FROM unnest($3::text[]) AS asked CROSS JOIN LATERAL (
       SELECT term, sum(chunk_count)::int AS "chunkCount" FROM collection_terms
       WHERE term % asked AND (tenant_id = $1 AND collection_id = ANY ($2)) IS TRUE
       GROUP BY term ORDER BY similarity(term, asked) DESC LIMIT ${similarMax}) AS near`,
    [tenantId, readableCollectionIds, terms],
    { "pg_trgm.similarity_threshold": String(similarityMin), enable_seqscan: "off" },
  );
  for (const { asked, ...known } of rows) if (canBeMisspelt(known.term)) similar.get(asked)?.push(known);
  return similar;
}
