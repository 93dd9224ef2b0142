/** What calls and questions of a period came to, from their sums and, where those aren't there yet, from the ledger. */
import { type SQL, sql } from "drizzle-orm";
import { coverPeriod, endOfSpan, startOfSpan } from "../lib/cover-period.ts";
import { latencyBuckets, percentileMs } from "../lib/latency-histogram.ts";
import type {
  CallFigures,
  QuestionFigures,
  RollupSpan,
  UsageDimension,
  UsageFilters,
  UsagePeriod,
} from "../lib/usage-schemas.ts";
import type { Tx } from "./client.ts";
import { hoursKeptFrom } from "./usage-rollups.ts";
import { type Asked, keyOf, summings, sumOfCounts, sumsOf } from "./usage-sums.ts";

const dayMs = 86_400_000;

/** Whose usage is asked for, in which days, and what of it. */
export interface UsageScope {
  tenantIds: string[];
  period: UsagePeriod;
  filters: UsageFilters;
  rolledUntil: Date | null;
}

/** By what a period is shown: up to two days by hour while those are kept, up to a quarter by day, and what is longer by month. */
export function grainOf({ period, filters, rolledUntil }: UsageScope, by?: UsageDimension): RollupSpan {
  const { startsAt, endsAt } = boundsOf(period);
  const days = (endsAt.getTime() - startsAt.getTime()) / dayMs;
  if (days > 92) return "month";
  const hasHours = startsAt >= hoursKeptFrom(rolledUntil, needsUsers(filters, by));
  return days <= 2 && hasHours ? "hour" : "day";
}

/** From the first day's beginning to the end of the last, which isn't counted. */
export function boundsOf({ from, to }: UsagePeriod): { startsAt: Date; endsAt: Date } {
  return { startsAt: new Date(from), endsAt: new Date(Date.parse(to) + dayMs) };
}

/** The beginnings of all hours, days or months of a period, the first cut off where the period begins in it. */
export function startsIn(period: UsagePeriod, grain: RollupSpan): Date[] {
  const { startsAt, endsAt } = boundsOf(period);
  const starts: Date[] = [];
  for (let at = startOfSpan(startsAt, grain); at < endsAt; at = endOfSpan(at, grain)) starts.push(at);
  return starts;
}

const needsUsers = (filters: UsageFilters, by?: UsageDimension | "tenant") =>
  by === "user" || filters.user !== undefined;

function askedOf(scope: UsageScope, grain: RollupSpan, by?: UsageDimension | "tenant"): Asked {
  const { tenantIds, period, filters, rolledUntil } = scope;
  const isByUser = needsUsers(filters, by);
  const pieces = coverPeriod({
    ...boundsOf(period),
    grain,
    rolledUntil,
    hoursFrom: hoursKeptFrom(rolledUntil, isByUser),
  });
  return { tenantIds, pieces, grain, isByUser, filters };
}

/** float8, so that they arrive as numbers: exact up to nine thousand million dollars. */
const callColumns = sql`coalesce(sum(calls), 0)::float8 AS "calls", coalesce(sum(failed_calls), 0)::float8 AS "failedCalls",
  coalesce(sum(input_tokens), 0)::float8 AS "inputTokens",
  coalesce(sum(cached_input_tokens), 0)::float8 AS "cachedInputTokens",
  coalesce(sum(output_tokens), 0)::float8 AS "outputTokens", coalesce(sum(cost_micro_usd), 0)::float8 AS "costMicroUsd"`;

/** What all calls of the period came to. */
export async function sumCalls(tx: Tx, scope: UsageScope): Promise<CallFigures> {
  const sums = sumsOf(summings.calls, askedOf(scope, "month"));
  const { rows } = await tx.execute(sql`SELECT ${callColumns} FROM ${sums} sums`);
  return rows[0] as unknown as CallFigures;
}

export interface CallCells {
  totals: CallFigures;
  /** The dearest first. `requests` where they were at hand. */
  rows: (CallFigures & { key: string; requests?: number })[];
  rowCount: number;
  /** `place`: which of `rows` it's of, from 0; `stackMax` for all others together. Quiet ones are left out. */
  buckets: { startsAt: string; place: number; costMicroUsd: number; calls: number }[];
}

/** The same by a dimension, and by time for its dearest values; read once. */
export async function readCalls(
  tx: Tx,
  scope: UsageScope,
  {
    by,
    grain,
    rowsMax,
    stackMax,
  }: { by: UsageDimension | "tenant"; grain: RollupSpan; rowsMax: number; stackMax: number },
): Promise<CallCells> {
  // Of people alone there are sums that aren't told apart any further.
  const isOfPeople = by === "user" && Object.keys(scope.filters).every((name) => name === "user");
  const sums = sumsOf(isOfPeople ? summings.people : summings.calls, askedOf(scope, grain, by));
  const requests = (as: string) => (isOfPeople ? sql.raw(`, sum(requests)::float8 AS ${as}`) : sql``);
  const { rows } = await tx.execute(sql`
    WITH cells AS MATERIALIZED (
      SELECT date_trunc(${grain}, starts_at, 'UTC') AS bucket, ${keyOf(by)} AS key, sum(calls) AS calls,
        sum(failed_calls) AS failed_calls, sum(input_tokens) AS input_tokens,
        sum(cached_input_tokens) AS cached_input_tokens, sum(output_tokens) AS output_tokens,
        sum(cost_micro_usd) AS cost_micro_usd ${requests("requests")}
      FROM ${sums} sums GROUP BY 1, 2),
    ranked AS MATERIALIZED (
      SELECT *, row_number() OVER (ORDER BY "costMicroUsd" DESC, "inputTokens" DESC, "calls" DESC, key) AS rank
      FROM (SELECT key, ${callColumns} ${requests("requests")} FROM cells GROUP BY key) keys),
    places AS (
      SELECT bucket, least(rank - 1, ${stackMax}::int) AS place, sum(cost_micro_usd)::float8 AS cost, sum(cells.calls)::float8 AS calls
      FROM cells JOIN ranked USING (key) GROUP BY 1, 2)
    SELECT (SELECT to_jsonb(t) FROM (SELECT ${callColumns} FROM cells) t) AS totals,
      (SELECT count(*)::int FROM ranked) AS "rowCount",
      coalesce((SELECT jsonb_agg(to_jsonb(r) - 'rank' ORDER BY rank) FROM ranked r WHERE rank <= ${rowsMax}::int), '[]') AS rows,
      coalesce((SELECT jsonb_agg(jsonb_build_object('startsAt', bucket, 'place', place, 'costMicroUsd', cost, 'calls', places.calls))
                FROM places), '[]') AS buckets`);
  return rows[0] as unknown as CallCells;
}

/** How many questions there are of each value. */
export async function countQuestions(
  tx: Tx,
  scope: UsageScope,
  by: "model" | "user" | "collection" | "tenant",
): Promise<Map<string, number>> {
  const sums = sumsOf(summings.questions, askedOf(scope, "month", by));
  const { rows } = await tx.execute<{ key: string; requests: number }>(
    sql`SELECT ${keyOf(by)} AS key, sum(requests)::float8 AS requests FROM ${sums} sums GROUP BY 1`,
  );
  return new Map(rows.map(({ key, requests }) => [key, requests]));
}

/** Whether questions are told apart by all of these. */
export function coversQuestions(filters: UsageFilters): boolean {
  return filters.feature === undefined && filters.provider === undefined;
}

export interface QuestionCells {
  totals: QuestionFigures;
  /** By the bucket's beginning in milliseconds. Quiet ones are left out. */
  byBucket: Map<number, QuestionFigures>;
}

/** What became of the period's questions, in all and by time. */
export async function readQuestions(tx: Tx, scope: UsageScope, grain: RollupSpan): Promise<QuestionCells> {
  const sums = sumsOf(summings.questions, askedOf(scope, grain));
  const outcome = (name: string) => sql`coalesce(sum(requests) FILTER (WHERE outcome = ${name}), 0)::float8`;
  const total = (column: string) => sql.raw(`coalesce(sum(${column}), 0)::float8`);
  const { rows } = await tx.execute(sql`
    SELECT (extract(epoch FROM cells.bucket) * 1000)::float8 AS bucket,
      ${total("requests")} AS "requests", ${outcome("abstained")} AS "abstained", ${outcome("failed")} AS "failed",
      ${total("cache_hits")} AS "cacheHits", ${total("failed_over")} AS "failedOver",
      ${total("sentences_checked")} AS "sentencesChecked", ${total("sentences_unsupported")} AS "sentencesUnsupported",
      ${total("cache_saved_micro_usd")} AS "cacheSavedMicroUsd", ${total("routing_saved_micro_usd")} AS "routingSavedMicroUsd",
      ${counts("first_word_counts")} AS "firstWordCounts", ${counts("total_counts")} AS "totalCounts"
    FROM (SELECT *, date_trunc(${grain}, starts_at, 'UTC') AS bucket FROM ${sums} sums) cells
    GROUP BY cells.bucket`);
  const read = rows as unknown as QuestionRow[];
  return {
    totals: figuresOf(read),
    byBucket: new Map(read.map((row) => [row.bucket, figuresOf([row])])),
  };
}

const counts = (column: string): SQL => sql.raw(`${sumOfCounts(column)}::float8[]`);

type Summed = Omit<QuestionFigures, "firstWordMsP50" | "firstWordMsP95" | "totalMsP50" | "totalMsP95">;
type QuestionRow = Summed & { bucket: number; firstWordCounts: number[]; totalCounts: number[] };

/** Of some buckets together: everything adds up, histograms, too. */
function figuresOf(rows: QuestionRow[]): QuestionFigures {
  const sum = (of: (row: QuestionRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  const sumCounts = (of: (row: QuestionRow) => number[]) =>
    Array.from({ length: latencyBuckets }, (_, i) => sum((row) => of(row)[i] ?? 0));
  const [firstWord, total] = [
    sumCounts(({ firstWordCounts }) => firstWordCounts),
    sumCounts(({ totalCounts }) => totalCounts),
  ] as const;
  return {
    requests: sum(({ requests }) => requests),
    abstained: sum(({ abstained }) => abstained),
    failed: sum(({ failed }) => failed),
    cacheHits: sum(({ cacheHits }) => cacheHits),
    failedOver: sum(({ failedOver }) => failedOver),
    sentencesChecked: sum(({ sentencesChecked }) => sentencesChecked),
    sentencesUnsupported: sum(({ sentencesUnsupported }) => sentencesUnsupported),
    cacheSavedMicroUsd: sum(({ cacheSavedMicroUsd }) => cacheSavedMicroUsd),
    routingSavedMicroUsd: sum(({ routingSavedMicroUsd }) => routingSavedMicroUsd),
    firstWordMsP50: percentileMs(firstWord, 0.5),
    firstWordMsP95: percentileMs(firstWord, 0.95),
    totalMsP50: percentileMs(total, 0.5),
    totalMsP95: percentileMs(total, 0.95),
  };
}

/** What each day of a period cost; days without a call are left out. */
export async function spendByDay(
  tx: Tx,
  scope: UsageScope,
): Promise<{ day: string; costMicroUsd: number }[]> {
  const sums = sumsOf(summings.calls, askedOf(scope, "day"));
  const { rows } = await tx.execute<{ day: string; costMicroUsd: number }>(sql`
    SELECT to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, sum(cost_micro_usd)::float8 AS "costMicroUsd"
    FROM ${sums} sums GROUP BY 1 ORDER BY 1`);
  return rows;
}

/** The documents that most answers of the period cite, as many as `limit`, the most cited first. */
export async function countCitations(
  tx: Tx,
  scope: UsageScope,
  limit: number,
): Promise<{ documentId: string; answers: number }[]> {
  const asked = { ...askedOf(scope, "month"), isByUser: false, filters: {} };
  const { rows } = await tx.execute<{ documentId: string; answers: number }>(sql`
    SELECT document_id AS "documentId", sum(answers)::float8 AS answers FROM ${sumsOf(summings.citations, asked)} sums
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limit}`);
  return rows;
}

/** A day's calls by everything that they're told apart by, as a query. */
export function readDayRows(scope: UsageScope): SQL {
  const sums = sumsOf(summings.calls, askedOf(scope, "day", "user"));
  return sql`SELECT model_id AS "modelId", provider, feature, user_id AS "userId", collection_id AS "collectionId", ${callColumns}
    FROM ${sums} sums GROUP BY model_id, provider, feature, user_id, collection_id`;
}
