import { latencyBuckets } from "../../lib/latency-histogram.ts";
import { asSystem, type Tx } from "../client.ts";

export interface UsageYear {
  tenantId: string;
  userIds: string[];
  collectionIds: string[];
  documentIds: string[];
  /** On a weekday; a fifth of it on a weekend. */
  questionsPerDay: number;
  seed: number;
  now: Date;
}

/**
 * A year of a tenant's usage, seeded: sums for all but the last day or two, and from yesterday's beginning on the rows of the ledger
 * themselves, for the product to sum up. People differ in how much they ask, each asks in one collection or two, seven of ten questions
 * go to the small model. Use grows by half over the year. Sums by hour are there for the last 35 days, for all people together. For
 * tests, benchmarks and looking at the pages. System.
 */
export async function insertUsageYear(year: UsageYear): Promise<{ sums: number; rows: number }> {
  const tail = new Date(Math.floor(year.now.getTime() / dayMs) * dayMs - dayMs);
  const sums = await asSystem(async (tx) => {
    // First, as whoever sums up does: a worker may be at it.
    await tx.$client.query(
      `INSERT INTO rollup_state (id, rolled_until) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET rolled_until = $1`,
      [tail],
    );
    await tx.$client.query(`CREATE TEMP TABLE usage_shape ON COMMIT DROP AS ${shape}`, [
      year.userIds,
      year.collectionIds,
      year.questionsPerDay,
      year.seed,
      tail,
    ]);
    await tx.$client.query(bells);
    return withoutIndexes(tx, () => insertSums(tx, year, tail));
  });
  const rows = await asSystem((tx) => insertTail(tx, year, tail));
  return { sums, rows };
}

const dayMs = 86_400_000;

async function insertSums(tx: Tx, year: UsageYear, tail: Date): Promise<number> {
  let count = 0;
  for (const insert of inserts) {
    const needsTail = insert.includes("$2");
    const values = needsTail ? [year.tenantId, tail] : [year.tenantId];
    count += (await tx.$client.query(insert, values)).rowCount ?? 0;
  }
  await tx.$client.query(citations, [year.tenantId, tail, year.documentIds, year.seed]);
  return count;
}

const sumTables = ["usage_rollups", "request_rollups", "person_rollups", "citation_rollups"];

/** Fills the tables of sums while they have neither indexes nor references, and makes these anew: millions of rows take a third of the time. */
async function withoutIndexes<Result>(tx: Tx, fill: () => Promise<Result>): Promise<Result> {
  const { rows } = await tx.$client.query<{ drop: string; create: string }>(
    `SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop, pg_get_indexdef(indexrelid) AS create
     FROM pg_index WHERE indrelid = ANY ($1::regclass[])
     UNION ALL
     SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
     FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::regclass[])`,
    [sumTables],
  );
  for (const { drop } of rows) await tx.$client.query(drop);
  const result = await fill();
  for (const { create } of rows) await tx.$client.query(create);
  return result;
}

/** A number from 0 to 1 that is always the same for the same key and seed. */
const random = (key: string, seed: string) => `((hashint8extended(${key}, ${seed}) & 1048575) / 1048576.0)`;

/** Questions by day, person, collection and model. `$1` people, `$2` collections, `$3` a day, `$4` seed, `$5` end. */
const shape = `
  SELECT day, user_id, collection_id, model_id, provider, questions FROM (
    SELECT d AS day, u AS user_id, ($2::uuid[])[1 + ((n * 7 + k) % cardinality($2::uuid[]))] AS collection_id, m.model_id, m.provider,
      round($3 / cardinality($1::uuid[]) * (0.3 + 1.4 * ${random("n", "$4::bigint")})
        * CASE WHEN extract(isodow FROM d) > 5 THEN 0.2 ELSE 1 END
        * (1 - 0.33 * extract(epoch FROM $5::timestamptz - d) / 31536000)
        * (0.8 + 0.4 * ${random("n * 1000 + extract(epoch FROM d)::bigint / 86400", "$4::bigint + 1")})
        * m.share * CASE WHEN n % 5 < 2 THEN 0.5 ELSE 1 END)::int AS questions
    FROM generate_series($5::timestamptz - interval '364 days', $5::timestamptz - interval '1 day', interval '1 day') d,
      unnest($1::uuid[]) WITH ORDINALITY people(u, n), generate_series(0, 1) k,
      (VALUES ('openai/gpt-5-mini', 'openai', 0.7), ('anthropic/claude-sonnet-4-5', 'anthropic', 0.3)) m(model_id, provider, share)
    WHERE k = 0 OR n % 5 < 2) s
  WHERE questions > 0`;

/** What a question has models do: per question, the share of it, tokens in and out, and micro-dollars. */
const calls = `(VALUES ('answer', 1.0, 3200, 240, NULL::text, NULL::text), ('condense', 0.45, 420, 25, 'openai/gpt-5-nano', 'openai'),
  ('query-embedding', 1.0, 22, 0, 'openai/text-embedding-3-small', 'openai'), ('rerank', 1.0, 0, 0, 'cohere/rerank-v3.5', 'cohere'))
  c(feature, share, tokens_in, tokens_out, model_id, provider)`;
const costOfCall = `CASE feature WHEN 'answer' THEN CASE WHEN provider = 'anthropic' THEN 13200 ELSE 1280 END
  WHEN 'condense' THEN 31 WHEN 'rerank' THEN 2000 ELSE 1 END`;

const callFigures = "calls, failed_calls, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd";
const sumOf = (columns: string) =>
  columns
    .split(", ")
    .map((column) => `sum(${column})`)
    .join(", ");
const questionFigures =
  "requests, cache_hits, failed_over, sentences_checked, sentences_unsupported, cost_micro_usd, cache_saved_micro_usd, routing_saved_micro_usd";

/** Histograms of as many answers, made once for each number. */
const bells = `
  CREATE TEMP TABLE usage_bells ON COMMIT DROP AS
  SELECT n, ${bell("n", 17)} AS first_word_counts, ${bell("n", 25)} AS total_counts
  FROM (SELECT generate_series(0, max(questions)) AS n FROM usage_shape) numbers`;

/** A histogram of as many answers, log-normal about `middle` of the buckets. */
function bell(count: string, middle: number): string {
  return `(SELECT array_agg(round(${count} * exp(-((b - ${middle}) ^ 2) / 18.0) / 7.52)::int ORDER BY b)
    FROM generate_series(1, ${latencyBuckets}) b)`;
}

const callKeys = "model_id, provider, feature, collection_id";
const questionKeys = "model_id, collection_id, outcome";
const counts = "first_word_counts, total_counts";

/** A longer or a common sum of what is there: `of` says which, `start` when it begins, `user` whose. */
const sumUp = (
  table: "usage_rollups" | "request_rollups",
  { to, of, start, isByUser }: { to: string; of: string; start: string; isByUser: boolean },
) => {
  const [keys, figures] =
    table === "usage_rollups" ? [callKeys, callFigures] : [questionKeys, questionFigures];
  const bells = table === "usage_rollups" ? "" : `, ${counts}`;
  // Made anew from the sum: adding up the histograms of all people took most of the time.
  const bellSums =
    table === "usage_rollups" ? "" : `, ${bell("sum(requests)", 17)}, ${bell("sum(requests)", 25)}`;
  const user = isByUser ? "user_id" : "NULL::uuid";
  return `INSERT INTO ${table} (tenant_id, span, starts_at, is_by_user, user_id, ${keys}, ${figures}${bells})
    SELECT tenant_id, '${to}', ${start}, ${isByUser}, ${user}, ${keys}, ${sumOf(figures)}${bellSums}
    FROM ${table} WHERE tenant_id = $1 AND ${of}
    GROUP BY tenant_id, ${start}, ${keys}${isByUser ? ", user_id" : ""}`;
};

const inserts = [
  `INSERT INTO usage_rollups (tenant_id, span, starts_at, is_by_user, user_id, ${callKeys}, ${callFigures})
   SELECT $1, 'day', day, true, user_id, model_id, provider, feature, collection_id, sum(n), sum(n / 150), sum(n * tokens_in),
     sum(n * tokens_in / 3), sum(n * tokens_out), sum(n * cost)
   FROM (SELECT s.day, s.user_id, s.collection_id, c.feature, coalesce(c.model_id, s.model_id) AS model_id,
           coalesce(c.provider, s.provider) AS provider, ceil(s.questions * c.share)::int AS n, c.tokens_in, c.tokens_out,
           ${costOfCall.replaceAll("feature", "c.feature").replaceAll("provider", "s.provider")} AS cost
         FROM usage_shape s, ${calls}) each
   GROUP BY day, user_id, model_id, provider, feature, collection_id`,
  `INSERT INTO request_rollups (tenant_id, span, starts_at, is_by_user, user_id, ${questionKeys}, ${questionFigures}, ${counts})
   SELECT $1, 'day', day, true, user_id, model_id, collection_id, outcome, n, n / 6, n / 120, n * 5, n / 4,
     n * CASE WHEN provider = 'anthropic' THEN 15200 ELSE 3280 END, n / 6 * 3000, CASE WHEN provider = 'openai' THEN n * 11000 ELSE 0 END,
     first_word_counts, total_counts
   FROM (SELECT *, ceil(questions * share)::int AS n FROM usage_shape, (VALUES ('complete', 0.96), ('abstained', 0.04)) o(outcome, share)) each
   JOIN usage_bells USING (n)`,
  ...(["usage_rollups", "request_rollups"] as const).flatMap((table) => [
    sumUp(table, { to: "day", of: "span = 'day' AND is_by_user", start: "starts_at", isByUser: false }),
    ...[true, false].map((isByUser) =>
      sumUp(table, {
        to: "month",
        of: `span = 'day' AND ${isByUser ? "" : "NOT "}is_by_user AND starts_at < date_trunc('month', $2::timestamptz, 'UTC')`,
        start: "date_trunc('month', starts_at, 'UTC')",
        isByUser,
      }),
    ),
  ]),
  `INSERT INTO person_rollups (tenant_id, span, starts_at, user_id, requests, ${callFigures})
   SELECT tenant_id, span, starts_at, user_id, sum(requests), ${sumOf(callFigures)} FROM (
     SELECT tenant_id, span, starts_at, is_by_user, user_id, 0 AS requests, ${callFigures} FROM usage_rollups
     UNION ALL SELECT tenant_id, span, starts_at, is_by_user, user_id, requests, 0, 0, 0, 0, 0, 0 FROM request_rollups) both_kinds
   WHERE tenant_id = $1 AND is_by_user GROUP BY tenant_id, span, starts_at, user_id`,
  `INSERT INTO usage_rollups (tenant_id, span, starts_at, is_by_user, ${callKeys}, ${callFigures})
   SELECT tenant_id, 'hour', starts_at + h * interval '1 hour', false, ${callKeys}, (calls * w)::int, (failed_calls * w)::int,
     (input_tokens * w)::bigint, (cached_input_tokens * w)::bigint, (output_tokens * w)::bigint, (cost_micro_usd * w)::bigint
   FROM usage_rollups, ${hours()} WHERE tenant_id = $1 AND span = 'day' AND NOT is_by_user AND starts_at >= $2::timestamptz - interval '34 days'`,
  `INSERT INTO request_rollups (tenant_id, span, starts_at, is_by_user, ${questionKeys}, ${questionFigures}, ${counts})
   SELECT tenant_id, 'hour', starts_at + h * interval '1 hour', false, ${questionKeys}, (requests * w)::int, (cache_hits * w)::int,
     (failed_over * w)::int, (sentences_checked * w)::bigint, (sentences_unsupported * w)::bigint, (cost_micro_usd * w)::bigint,
     (cache_saved_micro_usd * w)::bigint, (routing_saved_micro_usd * w)::bigint, ${bell("requests * w", 17)}, ${bell("requests * w", 25)}
   FROM request_rollups, ${hours()} WHERE tenant_id = $1 AND span = 'day' AND NOT is_by_user AND starts_at >= $2::timestamptz - interval '34 days'`,
];

/** How a day's use spreads over its hours: most by day, some by night. */
function hours(): string {
  return `(SELECT h, (0.01 + 0.99 * exp(-((h - 13) ^ 2) / 18.0)) / 7.68 AS w FROM generate_series(0, 23) h) by_hour`;
}

/** A few documents are cited by most answers. `$3` documents. */
const citations = `
  INSERT INTO citation_rollups (tenant_id, span, starts_at, document_id, answers)
  SELECT $1, span, start, document_id, sum(n) FROM (
    SELECT d AS day, document_id, ceil(4000.0 / rank * ${random("rank * 1000 + extract(epoch FROM d)::bigint / 86400", "$4::bigint")})::int AS n
    FROM generate_series($2::timestamptz - interval '364 days', $2::timestamptz - interval '1 day', interval '1 day') d,
      unnest($3::uuid[]) WITH ORDINALITY documents(document_id, rank)) each,
    LATERAL (VALUES ('day', day), ('month', date_trunc('month', day, 'UTC'))) spans(span, start)
  WHERE span = 'day' OR start < date_trunc('month', $2::timestamptz, 'UTC')
  GROUP BY span, start, document_id`;

/** The ledger from yesterday's beginning until now, one row for each call and each question. */
async function insertTail(tx: Tx, year: UsageYear, tail: Date): Promise<number> {
  const hoursPassed = (year.now.getTime() - tail.getTime()) / 3_600_000;
  const questions = Math.round((year.questionsPerDay * hoursPassed) / 24);
  await tx.$client.query(
    `CREATE TEMP TABLE usage_tail ON COMMIT DROP AS
     SELECT n, 'seeded-' || $7::text || '-' || n AS request_id,
       $1::timestamptz + n * ($2::timestamptz - $1::timestamptz) / ($3::int + 1) AS at,
       ($4::uuid[])[1 + floor(cardinality($4::uuid[]) * ${random("n", "$6::bigint")} ^ 1.5)::int] AS user_id,
       ($5::uuid[])[1 + floor(cardinality($5::uuid[]) * ${random("n", "$6::bigint + 1")})::int] AS collection_id,
       CASE WHEN ${random("n", "$6::bigint + 2")} < 0.7 THEN 'openai/gpt-5-mini' ELSE 'anthropic/claude-sonnet-4-5' END AS model_id,
       CASE WHEN ${random("n", "$6::bigint + 2")} < 0.7 THEN 'openai' ELSE 'anthropic' END AS provider,
       (600 * exp(1.2 * (${random("n", "$6::bigint + 3")} + ${random("n", "$6::bigint + 4")} - 1)))::int AS first_ms,
       ${random("n", "$6::bigint + 5")} AS luck
     FROM generate_series(1::bigint, $3::bigint) n`,
    [tail, year.now, questions, year.userIds, year.collectionIds, year.seed, year.tenantId],
  );
  const called = await tx.$client.query(
    `INSERT INTO usage_events (id, tenant_id, at, request_id, user_id, collection_id, feature, provider, model_id, input_tokens,
       cached_input_tokens, output_tokens, cost_micro_usd, first_token_ms, total_ms, outcome)
     SELECT gen_random_uuid(), $1, t.at, t.request_id, t.user_id, t.collection_id, c.feature, coalesce(c.provider, t.provider),
       coalesce(c.model_id, t.model_id), c.tokens_in, c.tokens_in / 3, c.tokens_out,
       ${costOfCall.replaceAll("feature", "c.feature").replaceAll("provider", "t.provider")}, t.first_ms, t.first_ms * 5,
       CASE WHEN t.luck < 0.007 THEN 'error' ELSE 'ok' END
     FROM usage_tail t, ${calls} WHERE c.feature <> 'condense' OR t.n % 20 < 9`,
    [year.tenantId],
  );
  const asked = await tx.$client.query(
    `INSERT INTO request_records (tenant_id, request_id, at, user_id, source, outcome, collection_ids, collection_id, document_ids, cache,
       model_id, cost_micro_usd, cache_saved_micro_usd, routing_saved_micro_usd, failovers, sentences_checked, sentences_unsupported,
       first_word_ms, total_ms)
     SELECT $1, request_id, at, user_id, 'app', CASE WHEN luck > 0.96 THEN 'abstained' ELSE 'complete' END, ARRAY[collection_id],
       collection_id, ARRAY[($2::uuid[])[1 + floor(cardinality($2::uuid[]) * luck ^ 3)::int]],
       CASE WHEN n % 6 = 0 THEN 'exact' END, model_id, CASE WHEN provider = 'anthropic' THEN 15200 ELSE 3280 END,
       CASE WHEN n % 6 = 0 THEN 3000 ELSE 0 END, CASE WHEN provider = 'openai' THEN 11000 ELSE 0 END, (n % 120 = 0)::int, 5,
       (n % 4 = 0)::int, first_ms, first_ms * 5
     FROM usage_tail`,
    [year.tenantId, year.documentIds],
  );
  return (called.rowCount ?? 0) + (asked.rowCount ?? 0);
}
