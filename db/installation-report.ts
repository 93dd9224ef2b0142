/** What an operator sees: usage of all tenants, how providers fare, and how long documents wait. System, all of it. */
import type {
  CallFigures,
  QuestionFigures,
  RollupSpan,
  UsageBucket,
  UsagePeriod,
} from "../lib/usage-schemas.ts";
import { asSystem, pool } from "./client.ts";
import {
  countQuestions,
  grainOf,
  readCalls,
  readQuestions,
  startsIn,
  sumCalls,
  type UsageScope,
} from "./usage-cells.ts";
import { bucketsOf, periodBefore, stackMax } from "./usage-report.ts";
import { findRolledUntil } from "./usage-rollups.ts";
import { workerDeadAfterMs } from "./worker-heartbeats.ts";

const tenantsMax = 100;

export type TenantUsage = CallFigures & { tenantId: string; name: string; requests: number };

export interface InstallationReport extends UsagePeriod {
  grain: RollupSpan;
  totals: CallFigures;
  previous: CallFigures;
  questions: QuestionFigures;
  /** The dearest first; `tenantCount` used anything. */
  tenants: TenantUsage[];
  tenantCount: number;
  /** The dearest tenants, by which each bucket's cost is divided. */
  stack: { key: string; name: string | null }[];
  buckets: UsageBucket[];
}

/** System. What the calls and questions of all tenants came to between two days (UTC, both counted), by tenant and by time. */
export async function installationReport(period: UsagePeriod): Promise<InstallationReport> {
  const rolledUntil = await findRolledUntil();
  return asSystem(async (tx) => {
    const named = await tx.$client.query<{ id: string; name: string }>("SELECT id, name FROM tenants");
    const nameOf = new Map(named.rows.map(({ id, name }) => [id, name]));
    const scope: UsageScope = { tenantIds: [...nameOf.keys()], period, filters: {}, rolledUntil };
    const grain = grainOf(scope);
    const calls = await readCalls(tx, scope, { by: "tenant", grain, rowsMax: tenantsMax, stackMax });
    const questions = await readQuestions(tx, scope, grain);
    const requests = await countQuestions(tx, scope, "tenant");
    const tenants = calls.rows.map(({ key, ...row }) => ({
      ...row,
      tenantId: key,
      name: nameOf.get(key) ?? key,
      requests: requests.get(key) ?? 0,
    }));
    return {
      ...period,
      grain,
      totals: calls.totals,
      previous: await sumCalls(tx, { ...scope, period: periodBefore(period) }),
      questions: questions.totals,
      tenants,
      tenantCount: calls.rowCount,
      stack: tenants.slice(0, stackMax).map(({ tenantId, name }) => ({ key: tenantId, name })),
      buckets: bucketsOf(startsIn(period, grain), calls, questions),
    };
  });
}

export interface ProviderHealth {
  provider: string;
  modelId: string;
  calls: number;
  failed: number;
  /** Why calls failed, the most frequent cause first. */
  failures: { why: string; count: number }[];
}

/** System. What the ledger says of each model's calls in the last hour, those that failed most first. */
export async function listProviderHealth(): Promise<ProviderHealth[]> {
  const { rows } = await pool().query<ProviderHealth>(
    `WITH calls AS (
       SELECT e.* FROM tenants t, LATERAL (
         SELECT provider, model_id, outcome, failure FROM usage_events
         WHERE tenant_id = t.id AND at >= now() - interval '1 hour') e),
     failures AS (
       SELECT provider, model_id, coalesce(failure, 'unknown') AS why, count(*)::int AS count
       FROM calls WHERE outcome = 'error' GROUP BY 1, 2, 3)
     SELECT provider, model_id AS "modelId", count(*)::int AS calls,
       (count(*) FILTER (WHERE outcome = 'error'))::int AS failed,
       coalesce((SELECT jsonb_agg(jsonb_build_object('why', why, 'count', f.count) ORDER BY f.count DESC) FROM failures f
                 WHERE f.provider = calls.provider AND f.model_id = calls.model_id), '[]') AS failures
     FROM calls GROUP BY 1, 2 ORDER BY 4 DESC, 3 DESC, 2 LIMIT 100`,
  );
  return rows;
}

export interface IngestionQueue {
  waiting: number;
  /** Being read, embedded or indexed. */
  working: number;
  /** Since the one that waits longest was added; null where none waits. */
  oldestSeconds: number | null;
  workers: number;
}

/** System. How many documents wait to be read, for how long, and how many workers live. */
export async function findIngestionQueue(): Promise<IngestionQueue> {
  const { rows } = await pool().query<IngestionQueue>(
    `SELECT (count(*) FILTER (WHERE status = 'queued'))::int AS waiting,
       (count(*) FILTER (WHERE status <> 'queued'))::int AS working,
       extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'queued'))::float8 AS "oldestSeconds",
       (SELECT count(*)::int FROM worker_heartbeats WHERE beat_at > now() - make_interval(secs => $1)) AS workers
     FROM documents WHERE status NOT IN ('ready', 'failed', 'cancelled')`,
    [workerDeadAfterMs / 1000],
  );
  const [queue] = rows;
  if (!queue) throw new Error("an aggregate without groups returned no row");
  return queue;
}
