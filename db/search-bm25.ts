import { canBeMisspelt, correctTerm } from "../lib/correct-term.ts";
import type { RetrievalTrace, SearchFilters } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { type Bm25Tier, bm25Tier, hasTrigrams } from "./capabilities.ts";
import { withTenant } from "./client.ts";
import { findSimilarTerms } from "./collection-terms.ts";
import { partitionOf } from "./partition-of.ts";
import type { ScoredChunk } from "./search.ts";
import { filterSql } from "./search-filters.ts";
import { sqlBm25 } from "./sql-bm25.ts";

export interface Bm25Query {
  queries: {
    /** The analyzer's terms for the question. */
    terms: string[];
    /** Terms that the search leans towards: each is worth a tenth of one of `terms`. */
    topic?: string[];
    /** Phrases that a chunk must hold, each in the ways in which it may stand in the index (`analyzePhrase`). */
    phrases: string[][];
  }[];
  collectionIds: string[];
  filters?: SearchFilters;
  limit: number;
  /** For comparing the two: a tier other than this server's own, which is slow, since its index isn't kept. */
  tier?: Bm25Tier;
}

export interface Bm25Hits {
  /** One for each query, best first. */
  lists: ScoredChunk[][];
  /** Terms that no chunk holds, and those that were searched for in their place. */
  corrections: RetrievalTrace["corrections"];
}

/**
 * BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75, IDF with +1 inside the logarithm) by the tier this server has, for all
 * queries in one statement. Where words stand in no chunk of the collections and others are spelt nearly like them, it's searched
 * once more for those.
 */
export async function searchBm25(principal: Principal, query: Bm25Query): Promise<Bm25Hits> {
  const isAsked = query.collectionIds.length > 0 && query.queries.some(({ terms }) => terms.length > 0);
  if (!isAsked) return { lists: query.queries.map(() => []), corrections: [] };
  const own = await bm25Tier();
  const tier = query.tier ?? own;
  const means: Means = {
    tier,
    isUnindexed: tier !== own,
    isByDocument: query.filters?.documentIds !== undefined,
  };
  const { lists, ...unknown } = await runQueries(principal, query, means);
  const corrections = (await hasTrigrams()) ? await correct(principal.tenantId, query.queries, unknown) : [];
  if (corrections.length === 0) return { lists, corrections };
  const meant = new Map(corrections.map(({ from, to }) => [from, to]));
  const queries = query.queries.map((one) => ({
    ...one,
    terms: one.terms.map((term) => meant.get(term) ?? term),
  }));
  const corrected = await runQueries(principal, { ...query, queries }, means);
  return { lists: corrected.lists, corrections };
}

/** How this search is made. */
interface Means {
  tier: Bm25Tier;
  /** The tier's index isn't kept here. */
  isUnindexed: boolean;
  /** Few documents are asked for, so that there may be better ways than down the whole ranking. */
  isByDocument: boolean;
}

/**
 * Without statistics the planner would rather score every row and sort: 84 ms instead of 6 over 597 chunks in PGlite. And only the
 * index scan has scores at hand.
 */
function settingsFor({ tier, isByDocument }: Means): string {
  const isByIndex = tier === "pg_textsearch" && !isByDocument;
  return `SET LOCAL enable_seqscan = off${isByIndex ? "; SET LOCAL enable_sort = off" : ""}`;
}

/** What a term of the question counts for beside one of the topic (chosen in lib/conversation/condense-by-rules.ts). */
const termsPerTopic = 10;

/** Terms of the queries that no chunk of the collections holds, and those of the collections that may be read. */
interface Unknown {
  unknownTerms: string[];
  readableCollectionIds: string[];
}

/** Mark rows that name an unknown term or a collection instead of a chunk. */
const unknownRow = -1;
const readableRow = -2;

async function runQueries(
  principal: Principal,
  { queries, collectionIds, filters, limit }: Bm25Query,
  means: Means,
): Promise<{ lists: ScoredChunk[][] } & Unknown> {
  const { tenantId } = principal;
  const values: unknown[] = [tenantId, collectionIds, limit];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const isAllowed = filterSql(filters, "$1", values);
  const arms = queries.flatMap(({ terms, topic = [], phrases }, i) => {
    if (terms.length === 0) return [];
    // A term that is asked for ten times weighs ten times as much: BM25 knows no other weights.
    const times = topic.length > 0 ? termsPerTopic : 1;
    const asked = [...Array.from({ length: times }, () => terms).flat(), ...topic];
    const partition = partitionOf(tenantId);
    const patterns = phrases.map((variants) => `${parameter(variants.map(toPattern))}::text[]`);
    const conditions = [
      "collection_id = ANY ($2)",
      isAllowed,
      ...patterns.map((any) => `' ' || terms || ' ' LIKE ANY (${any})`),
    ];
    const arm =
      means.tier === "pg_textsearch"
        ? textsearchArm(partition, parameter(asked.join(" ")), conditions, means.isByDocument)
        : sqlBm25({ ...means, asked: parameter(asked), partition, isAllowed, phrases: patterns });
    return [`(SELECT ${i} AS query, id::text AS id, score / ${times} AS score FROM (${arm}) AS hits)`];
  });
  const words = [...new Set(queries.flatMap(({ terms }) => terms))].filter(canBeMisspelt);
  // By a subquery for each word, since as a join it would go through all words of the collections.
  const unknown = `(SELECT ${unknownRow}, word, 0 FROM unnest(${parameter(words)}::text[]) AS word WHERE (
    SELECT true FROM collection_terms k
    WHERE k.tenant_id = $1 AND k.collection_id = ANY ($2) AND k.term = word LIMIT 1) IS NULL)`;
  const readable = `(SELECT ${readableRow}, id::text, 0 FROM collections WHERE tenant_id = $1 AND id = ANY ($2))`;
  const { rows } = await withTenant(
    principal,
    (tx) =>
      tx.$client.query<{ query: number; id: string; score: number }>(
        [...arms, unknown, readable].join("\nUNION ALL\n"),
        values,
      ),
    settingsFor(means),
  );
  const lists: ScoredChunk[][] = queries.map(() => []);
  for (const { query, id, score } of rows) if (score > 0) lists[query]?.push({ chunkId: id, score });
  const idsOf = (kind: number) => rows.filter(({ query }) => query === kind).map(({ id }) => id);
  return { lists, unknownTerms: idsOf(unknownRow), readableCollectionIds: idsOf(readableRow) };
}

/** Terms hold no character that LIKE reads as anything else. */
const toPattern = (terms: string) => `% ${terms} %`;

/**
 * Asked on the tenant's own partition: pg_textsearch finds no index through the partitioned parent. The score is the one that the
 * index scan has at hand, since naming the distance again would compute it anew from each text (8 ms instead of 80 for 50 hits); only
 * where few documents are asked for may other plans be better, which have none at hand.
 */
function textsearchArm(
  partition: string,
  asked: string,
  conditions: string[],
  isByDocument: boolean,
): string {
  const distance = `terms <@> to_bm25query(${asked}, '${partition}_bm25')`;
  return `SELECT id, -${isByDocument ? `(${distance})` : "bm25_get_current_score()"} AS score FROM ${partition}
          WHERE ${conditions.join(" AND ")} ORDER BY ${distance} LIMIT $3`;
}

/** Letters at a word's beginning by which two forms of one are told to belong together. */
const sharedChars = 4;

/**
 * For unknown terms the known ones that were meant, where there is one. A term that begins like a known one of the same question is
 * left alone: it's that word in another language, or a whole of which the parts are known.
 */
async function correct(
  tenantId: string,
  queries: Bm25Query["queries"],
  { unknownTerms, readableCollectionIds }: Unknown,
): Promise<Bm25Hits["corrections"]> {
  const unknown = new Set(unknownTerms);
  const known = queries.flatMap(({ terms }) => terms).filter((term) => !unknown.has(term));
  const begins = new Set(known.map((term) => term.slice(0, sharedChars)));
  const terms = unknownTerms.filter((term) => !begins.has(term.slice(0, sharedChars)));
  if (terms.length === 0) return [];
  const similar = await findSimilarTerms(tenantId, readableCollectionIds, terms);
  return terms.flatMap((from) => {
    const to = correctTerm(from, similar.get(from) ?? []);
    return to ? [{ from, to }] : [];
  });
}
