import { type SQL, sql } from "drizzle-orm";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";

/** What some model calls came to. Latencies are of finished answers, in milliseconds, and null where there was none. */
export interface UsageFigures {
  /** Distinct requests: a question that calls three models is one. */
  requests: number;
  calls: number;
  failedCalls: number;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  latencyMsP50: number | null;
  latencyMsP95: number | null;
}

export type DayUsage = UsageFigures & { day: string };
export type ModelUsage = UsageFigures & { modelId: string; provider: string };
export type FeatureUsage = UsageFigures & { feature: string };
/** `userId` is null for work that nobody in particular asked for; `name` is null for people who have left. */
export type UserUsage = UsageFigures & { userId: string | null; name: string | null; email: string | null };

/** First and last day, both counted, as `YYYY-MM-DD` in UTC. */
export interface Period {
  from: string;
  to: string;
}

export interface UsageReport extends Period {
  totals: UsageFigures;
  /** The same number of days right before `from`. */
  previous: UsageFigures;
  /** Every day of the period in order, quiet days too. */
  byDay: DayUsage[];
  byModel: ModelUsage[];
  byFeature: FeatureUsage[];
  byUser: UserUsage[];
}

/**
 * What the tenant's model calls came to between two days (UTC, both counted), from the ledger. Row-level security lets
 * admins only read the ledger: for a member every figure is 0. The lists by model, feature and user are ordered by cost,
 * then by tokens, then by calls.
 */
export function usageReport(principal: Principal, period: Period): Promise<UsageReport> {
  return withTenant(principal, async (tx) => ({
    ...period,
    totals: await figures(tx, principal, period),
    previous: await figures(tx, principal, periodBefore(period)),
    byDay: await byDay(tx, principal, period),
    byModel: await rows<ModelUsage>(
      tx,
      sql`SELECT model_id AS "modelId", provider, ${figureColumns(sql`true`)} ${inPeriod(principal, period)}
          GROUP BY model_id, provider ORDER BY ${mostExpensiveFirst}`,
    ),
    byFeature: await rows<FeatureUsage>(
      tx,
      sql`SELECT feature, ${figureColumns(sql`true`)} ${inPeriod(principal, period)}
          GROUP BY feature ORDER BY ${mostExpensiveFirst}`,
    ),
    byUser: await rows<UserUsage>(
      tx,
      sql`SELECT e.user_id AS "userId", p.name, p.email, ${figureColumns(answers)} ${inPeriod(principal, period)}
          GROUP BY e.user_id, p.name, p.email ORDER BY ${mostExpensiveFirst} LIMIT 200`,
    ),
  }));
}

/** The period of the same length that ends the day before this one starts. */
export function periodBefore({ from, to }: Period): Period {
  const dayMs = 86_400_000;
  const lengthMs = Date.parse(to) - Date.parse(from) + dayMs;
  const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: toDay(Date.parse(from) - lengthMs), to: toDay(Date.parse(from) - dayMs) };
}

const answers = sql`feature = 'answer'`;
const mostExpensiveFirst = sql`"costMicroUsd" DESC, "inputTokens" DESC, "calls" DESC, 1`;

/** The columns of UsageFigures, with the latency of the calls that `counted` picks. float8, so that they arrive as numbers. */
function figureColumns(counted: SQL): SQL {
  const percentile = (share: number) =>
    sql`(percentile_cont(${sql.raw(String(share))}) WITHIN GROUP (ORDER BY total_ms)
         FILTER (WHERE outcome = 'ok' AND ${counted}))::float8`;
  return sql`count(DISTINCT request_id)::float8 AS "requests",
    count(e.id)::float8 AS "calls",
    (count(e.id) FILTER (WHERE outcome = 'error'))::float8 AS "failedCalls",
    coalesce(sum(input_tokens), 0)::float8 AS "inputTokens",
    coalesce(sum(output_tokens), 0)::float8 AS "outputTokens",
    coalesce(sum(cost_micro_usd), 0)::float8 AS "costMicroUsd",
    ${percentile(0.5)} AS "latencyMsP50",
    ${percentile(0.95)} AS "latencyMsP95"`;
}

/** The ledger between two days, each call with the profile of its user. */
function inPeriod(principal: Principal, { from, to }: Period): SQL {
  return sql`FROM usage_events e
    LEFT JOIN member_profiles p ON p.tenant_id = e.tenant_id AND p.user_id = e.user_id
    WHERE e.tenant_id = ${principal.tenantId}::uuid
      AND e.at >= ${from}::date::timestamp AT TIME ZONE 'UTC'
      AND e.at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`;
}

async function figures(tx: Tx, principal: Principal, period: Period): Promise<UsageFigures> {
  const [only] = await rows<UsageFigures>(
    tx,
    sql`SELECT ${figureColumns(answers)} ${inPeriod(principal, period)}`,
  );
  if (!only) throw new Error("an aggregate without groups returned no row");
  return only;
}

function byDay(tx: Tx, principal: Principal, { from, to }: Period): Promise<DayUsage[]> {
  return rows<DayUsage>(
    tx,
    sql`SELECT to_char(d.day, 'YYYY-MM-DD') AS "day", ${figureColumns(answers)}
      FROM generate_series(${from}::date::timestamp, ${to}::date::timestamp, interval '1 day') AS d(day)
      LEFT JOIN usage_events e ON e.tenant_id = ${principal.tenantId}::uuid
        AND e.at >= d.day AT TIME ZONE 'UTC' AND e.at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
      GROUP BY d.day ORDER BY d.day`,
  );
}

async function rows<Row>(tx: Tx, query: SQL): Promise<Row[]> {
  const result = await tx.execute(query);
  return result.rows as Row[];
}
