import { sql } from "drizzle-orm";
import { endOfSpan, startOfSpan } from "../lib/cover-period.ts";
import { forecastDays, forecastSpend } from "../lib/forecast-spend.ts";
import type { Principal } from "../lib/turn.ts";
import {
  type CitedDocument,
  type MonthSpend,
  noValue,
  type UnansweredQuestion,
  type UsageBucket,
  type UsageDimension,
  type UsageFilters,
  type UsagePeriod,
  type UsageReport,
  type UsageRow,
} from "../lib/usage-schemas.ts";
import { type Tx, withTenant } from "./client.ts";
import {
  boundsOf,
  type CallCells,
  countCitations,
  countQuestions,
  coversQuestions,
  grainOf,
  type QuestionCells,
  readCalls,
  readQuestions,
  spendByDay,
  startsIn,
  sumCalls,
  type UsageScope,
} from "./usage-cells.ts";
import { findRolledUntil } from "./usage-rollups.ts";
import { idList } from "./usage-sums.ts";

const rowsMax = 100;
/** As many as a chart can show told apart. */
export const stackMax = 4;
const documentsMax = 10;
const unansweredMax = 10;

export interface UsageQuery extends UsagePeriod {
  by: UsageDimension;
  filters: UsageFilters;
}

/**
 * What the tenant's calls and questions came to between two days (UTC, both counted): in all, against as many days before, by time and
 * by one dimension, with the documents cited most and the questions without an answer. From sums, and from the ledger where nothing is
 * summed up yet. Row-level security lets admins only read either: for a member every figure is 0.
 */
export async function usageReport(principal: Principal, query: UsageQuery): Promise<UsageReport> {
  const { by, filters, from, to } = query;
  const period = { from, to };
  const rolledUntil = await findRolledUntil();
  const scope: UsageScope = { tenantIds: [principal.tenantId], period, filters, rolledUntil };
  const before = { ...scope, period: periodBefore(period) };
  const grain = grainOf(scope, by);
  return withTenant(principal, async (tx) => {
    const calls = await readCalls(tx, scope, { by, grain, rowsMax, stackMax });
    const asksQuestions = coversQuestions(filters);
    const questions = asksQuestions ? await readQuestions(tx, scope, grain) : null;
    const previousQuestions = asksQuestions ? await readQuestions(tx, before, "month") : null;
    const rows = await nameRows(tx, scope, by, calls);
    return {
      ...{ from, to, grain, by, filters },
      totals: calls.totals,
      previous: await sumCalls(tx, before),
      questions: questions?.totals ?? null,
      previousQuestions: previousQuestions?.totals ?? null,
      rows,
      rowCount: calls.rowCount,
      stack: rows.slice(0, stackMax).map(({ key, name }) => ({ key, name })),
      buckets: bucketsOf(startsIn(period, grain), calls, questions),
      documents: await citedDocuments(tx, scope),
      unanswered: asksQuestions ? await unansweredQuestions(tx, scope) : [],
    };
  });
}

/** The period of the same length that ends the day before this one starts. */
export function periodBefore(period: UsagePeriod): UsagePeriod {
  const { startsAt, endsAt } = boundsOf(period);
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const lengthMs = endsAt.getTime() - startsAt.getTime();
  return { from: dayOf(startsAt.getTime() - lengthMs), to: dayOf(startsAt.getTime() - 1) };
}

/** What the tenant has spent in the month that runs (UTC), and what it may come to. Admins'; for a member it's nothing. */
export async function monthSpend(principal: Principal, now = new Date()): Promise<MonthSpend> {
  const startsAt = startOfSpan(now, "month");
  const endsOn = dayOf(new Date(endOfSpan(now, "month").getTime() - 1));
  const today = dayOf(now);
  const weeksAgo = new Date(Date.parse(today) - forecastDays * 86_400_000);
  const period = { from: dayOf(weeksAgo < startsAt ? weeksAgo : startsAt), to: today };
  const scope = {
    tenantIds: [principal.tenantId],
    period,
    filters: {},
    rolledUntil: await findRolledUntil(),
  };
  const days = await withTenant(principal, (tx) => spendByDay(tx, scope));
  const startsOn = dayOf(startsAt);
  return {
    month: startsOn.slice(0, 7),
    endsOn,
    spentMicroUsd: days.reduce((sum, { day, costMicroUsd }) => sum + (day >= startsOn ? costMicroUsd : 0), 0),
    forecastMicroUsd: forecastSpend(days, { startsOn, endsOn, today }),
  };
}

const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);

/** Every bucket of a period, with its cost by those of the stack and all others. */
export function bucketsOf(
  starts: Date[],
  { buckets }: CallCells,
  questions: QuestionCells | null,
): UsageBucket[] {
  const byStart = Map.groupBy(buckets, ({ startsAt }) => Date.parse(startsAt));
  return starts.map((start) => {
    const places = byStart.get(start.getTime()) ?? [];
    const costs = Array<number>(stackMax + 1).fill(0);
    for (const { place, costMicroUsd } of places) costs[place] = costMicroUsd;
    return {
      startsAt: start.toISOString(),
      costMicroUsd: costs.reduce((sum, cost) => sum + cost, 0),
      calls: places.reduce((sum, { calls }) => sum + calls, 0),
      costs,
      questions: questions?.byBucket.get(start.getTime()) ?? null,
    };
  });
}

/** Adds names and, where questions are told apart by the dimension, how many there were. */
async function nameRows(
  tx: Tx,
  scope: UsageScope,
  by: UsageDimension,
  { rows }: CallCells,
): Promise<UsageRow[]> {
  const countsQuestions = by !== "provider" && by !== "feature" && coversQuestions(scope.filters);
  const isCounted = rows.every((row) => row.requests !== undefined);
  const requests = countsQuestions && !isCounted ? await countQuestions(tx, scope, by) : null;
  const names = await namesOf(tx, scope, by, rows);
  return rows.map((row) => ({
    ...row,
    ...(names.get(row.key) ?? { name: isNamedByKey(by) ? row.key : null, detail: null }),
    requests: row.requests ?? (requests ? (requests.get(row.key) ?? 0) : null),
  }));
}

const isNamedByKey = (by: UsageDimension) => by !== "user" && by !== "collection";

/** Names of persons and collections, by id. Ids of those that are gone aren't in it. */
export async function namesOf(
  tx: Tx,
  { tenantIds }: Pick<UsageScope, "tenantIds">,
  by: UsageDimension,
  rows: { key: string }[],
): Promise<Map<string, { name: string; detail: string | null }>> {
  if (isNamedByKey(by)) return new Map();
  const ids = idList(rows.flatMap(({ key }) => (key === noValue ? [] : [key])));
  const query =
    by === "user"
      ? sql`SELECT user_id AS id, name, email AS detail FROM member_profiles
            WHERE tenant_id = ANY (${idList(tenantIds)}) AND user_id = ANY (${ids})`
      : sql`SELECT id, name, NULL AS detail FROM collections
            WHERE tenant_id = ANY (${idList(tenantIds)}) AND id = ANY (${ids})`;
  const found = await tx.execute<{ id: string; name: string; detail: string | null }>(query);
  return new Map(found.rows.map(({ id, name, detail }) => [id, { name, detail }]));
}

/** Not told apart by model or person, but by collection: that is the document's. Those whom row-level security hides stay hidden. */
async function citedDocuments(tx: Tx, scope: UsageScope): Promise<CitedDocument[]> {
  const { collection, ...others } = scope.filters;
  if (Object.keys(others).length > 0 || collection === noValue) return [];
  // More than are shown: some may be of another collection, deleted, or not this reader's.
  const counted = await countCitations(tx, scope, collection ? 5_000 : documentsMax * 5);
  const ids = idList(counted.map(({ documentId }) => documentId));
  const { rows } = await tx.execute<Omit<CitedDocument, "answers">>(sql`
    SELECT id AS "documentId", collection_id AS "collectionId", title FROM documents
    WHERE tenant_id = ANY (${idList(scope.tenantIds)}) AND id = ANY (${ids})
      ${collection ? sql`AND collection_id = ${collection}::uuid` : sql``}`);
  const documents = new Map(rows.map((row) => [row.documentId, row]));
  return counted
    .flatMap(({ documentId, answers }) => {
      const document = documents.get(documentId);
      return document ? [{ ...document, answers }] : [];
    })
    .slice(0, documentsMax);
}

/** Where the tenant keeps texts, the latest first. Of two hundred, since texts are deleted before records are. */
async function unansweredQuestions(tx: Tx, scope: UsageScope): Promise<UnansweredQuestion[]> {
  const { model, user, collection } = scope.filters;
  const { startsAt, endsAt } = boundsOf(scope.period);
  const is = (column: string, value: string | undefined) => {
    if (value === undefined) return sql``;
    return value === noValue
      ? sql`AND ${sql.raw(column)} IS NULL`
      : sql`AND ${sql.raw(column)}::text = ${value}`;
  };
  const { rows } = await tx.execute<{ requestId: string; at: string; question: string }>(sql`
    SELECT r.request_id AS "requestId", to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, t.question
    FROM (SELECT tenant_id, request_id, at FROM request_records
          WHERE tenant_id = ANY (${idList(scope.tenantIds)}) AND outcome = 'abstained'
            AND at >= ${startsAt.toISOString()} AND at < ${endsAt.toISOString()}
            ${is("model_id", model)} ${is("user_id", user)} ${is("collection_id", collection)}
          ORDER BY at DESC LIMIT 200) r
    JOIN request_texts t ON t.tenant_id = r.tenant_id AND t.request_id = r.request_id AND t.expires_at > now()
    ORDER BY r.at DESC LIMIT ${unansweredMax}`);
  return rows;
}
