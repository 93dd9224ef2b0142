import { canBeMisspelt, correctTerm } from "../lib/correct-term.ts";
import type { RetrievalTrace, SearchFilters } from "../lib/search.ts";
import type { Principal } from "../lib/turn.ts";
import { type Bm25Tier, bm25Tier, hasTrigrams } from "./capabilities.ts";
import { type PlannerSettings, queryAsTenant } from "./client.ts";
import { findSimilarTerms } from "./collection-terms.ts";
import { partitionOf } from "./partition-of.ts";
import type { ScoredChunk } from "./search.ts";
import { filterSql } from "./search-filters.ts";
import {
  type Corpus,
  type CorpusSize,
  lexeme,
  phrasesSql,
  pruneTerms,
  scoreSql,
  sizeSql,
  weighTerms,
  wordsSql,
} from "./sql-bm25.ts";

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
 * queries in one statement, or in two where it's computed in SQL. Where words stand in no chunk of the collections and others are spelt
 * nearly like them, it's searched once more for those.
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
function settingsFor({ tier, isByDocument }: Means): PlannerSettings {
  const isByIndex = tier === "pg_textsearch" && !isByDocument;
  return { enable_seqscan: "off", ...(isByIndex && { enable_sort: "off" }) };
}

/** Terms of the queries that no chunk of the collections holds, and those of the collections that may be read. */
interface Unknown {
  unknownTerms: string[];
  readableCollectionIds: string[];
}

type Ranked = { lists: ScoredChunk[][] } & Unknown;

/** A row of a search, or one that names an unknown term or a readable collection instead of a chunk. */
interface Row {
  query: number;
  id: string;
  score: number;
}
const unknownRow = -1;
const readableRow = -2;

function runQueries(principal: Principal, query: Bm25Query, means: Means): Promise<Ranked> {
  return means.tier === "pg_textsearch"
    ? runByIndex(principal, query, means)
    : runBySql(principal, query, means);
}

async function runByIndex(principal: Principal, query: Bm25Query, means: Means): Promise<Ranked> {
  const { queries, filters } = query;
  const { tenantId } = principal;
  const values = startValues(principal, query);
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const isAllowed = filterSql(filters, "$1", values);
  const arms = queries.flatMap(({ terms, topic = [], phrases }, i) => {
    if (terms.length === 0) return [];
    const { asked, times } = weighTopic(terms, topic);
    const conditions = [
      "collection_id = ANY ($2)",
      isAllowed,
      ...phrases.map(
        (variants) => `' ' || terms || ' ' LIKE ANY (${parameter(variants.map(toPattern))}::text[])`,
      ),
    ];
    const arm = textsearchArm(
      partitionOf(tenantId),
      parameter(asked.join(" ")),
      conditions,
      means.isByDocument,
    );
    return [`(SELECT ${i} AS query, id::text AS id, score / ${times} AS score FROM (${arm}) AS hits)`];
  });
  // By a subquery for each word, since as a join it would go through all words of the collections.
  const unknown = `(SELECT ${unknownRow}, word, 0 FROM unnest(${parameter(wordsOf(queries).filter(canBeMisspelt))}::text[]) AS word WHERE (
    SELECT true FROM collection_terms k
    WHERE k.tenant_id = $1 AND k.collection_id = ANY ($2) AND k.term = word LIMIT 1) IS NULL)`;
  const readable = `(SELECT ${readableRow}, id::text, 0 FROM collections WHERE tenant_id = $1 AND id = ANY ($2))`;
  const statement = [...arms, unknown, readable].join("\nUNION ALL\n");
  const rows = await queryAsTenant<Row>(principal, statement, values, settingsFor(means));
  const idsOf = (kind: number) => rows.filter((row) => row.query === kind).map(({ id }) => id);
  return {
    lists: listsOf(queries, rows),
    unknownTerms: idsOf(unknownRow),
    readableCollectionIds: idsOf(readableRow),
  };
}

async function runBySql(principal: Principal, query: Bm25Query, means: Means): Promise<Ranked> {
  const { queries, filters } = query;
  const partition = partitionOf(principal.tenantId);
  const corpus = await readCorpus(principal, query, partition);
  const values = startValues(principal, query);
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const isAllowed = filterSql(filters, "$1", values);
  const averageLength = parameter(corpus.averageLength);
  const arms = queries.flatMap(({ terms, topic = [], phrases }, i) => {
    if (terms.length === 0) return [];
    const { asked, times } = weighTopic(terms, topic);
    const weighed = weighTerms(asked, corpus);
    const patterns = phrases.map((variants) => `${parameter(variants.map(toPattern))}::text[]`);
    const arm = scoreSql({
      partition,
      wanted:
        patterns.length > 0 ? phrasesSql(patterns) : `${parameter(pruneTerms(weighed, corpus))}::tsquery`,
      terms: `${parameter(weighed.map(({ word }) => lexeme(word)))}::tsquery[]`,
      weights: `${parameter(weighed.map(({ weight }) => weight))}::float8[]`,
      averageLength,
      isAllowed,
      phrases: patterns,
      isUnindexed: means.isUnindexed,
    });
    return [`(SELECT ${i} AS query, id::text AS id, score / ${times} AS score FROM (${arm}) AS hits)`];
  });
  const rows = await queryAsTenant<Row>(principal, arms.join("\nUNION ALL\n"), values, settingsFor(means));
  const unknown = corpus.words.filter(({ word, held }) => held === null && canBeMisspelt(word));
  const { readableCollectionIds } = corpus;
  return {
    lists: listsOf(queries, rows),
    unknownTerms: unknown.map(({ word }) => word),
    readableCollectionIds,
  };
}

async function readCorpus(principal: Principal, query: Bm25Query, partition: string): Promise<Corpus> {
  const values = startValues(principal, query).slice(0, 2);
  const isAllowed = filterSql(query.filters, "$1", values);
  const topics = query.queries.flatMap(({ topic = [] }) => topic);
  const words = [...new Set([...wordsOf(query.queries), ...topics])];
  const [size, [counted]] = await Promise.all([
    sizeOf(principal, partition),
    queryAsTenant<Omit<Corpus, keyof CorpusSize>>(
      principal,
      wordsSql(`$${values.push(words)}`, isAllowed),
      values,
      wordsPlanner,
    ),
  ]);
  return { ...size, ...counted! };
}

/** Whatever the words, they are looked up in one way. To plan it for each question took 1.0 ms of 1.4 (2026-11, Postgres 17). */
const wordsPlanner = { enable_seqscan: "off", plan_cache_mode: "force_generic_plan" };

/** Of large partitions, by who searches them. What is estimated needn't be estimated for each question: it took as long as to count words. */
const sizes = new Map<string, CorpusSize & { until: number }>();
const sizeHoldsMs = 60_000;
const sizesMax = 5_000;

async function sizeOf(principal: Principal, partition: string): Promise<CorpusSize> {
  const key = `${partition} ${principal.userId} ${principal.role}`;
  const known = sizes.get(key);
  if (known && known.until > Date.now()) return known;
  const [size] = await queryAsTenant<CorpusSize & { isEstimated: boolean }>(
    principal,
    sizeSql(partition),
    [],
  );
  if (!size) throw new Error(`there is no partition ${partition}`);
  if (sizes.size >= sizesMax) sizes.clear();
  if (size.isEstimated) sizes.set(key, { ...size, until: Date.now() + sizeHoldsMs });
  return size;
}

/** $1, $2 and $3 of every search. */
const startValues = ({ tenantId }: Principal, { collectionIds, limit }: Bm25Query): unknown[] => [
  tenantId,
  collectionIds,
  limit,
];

const wordsOf = (queries: Bm25Query["queries"]) => [...new Set(queries.flatMap(({ terms }) => terms))];

/** What a term of the question counts for beside one of the topic (chosen in lib/conversation/condense-by-rules.ts). */
const termsPerTopic = 10;

/** A term that is asked for ten times weighs ten times as much: BM25 knows no other weights. Scores are to be divided by `times`. */
function weighTopic(terms: string[], topic: string[]): { asked: string[]; times: number } {
  const times = topic.length > 0 ? termsPerTopic : 1;
  return { asked: [...Array.from({ length: times }, () => terms).flat(), ...topic], times };
}

function listsOf(queries: Bm25Query["queries"], rows: Row[]): ScoredChunk[][] {
  const lists: ScoredChunk[][] = queries.map(() => []);
  for (const { query, id, score } of rows) if (score > 0) lists[query]?.push({ chunkId: id, score });
  return lists;
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
