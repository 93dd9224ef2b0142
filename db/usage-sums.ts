/** What is summed up of calls, questions and citations, by what, and how each figure comes from the ledger and from shorter sums. */
import { type SQL, sql } from "drizzle-orm";
import type { Piece } from "../lib/cover-period.ts";
import { latencyBucketSql, latencyBuckets } from "../lib/latency-histogram.ts";
import { noValue, type RollupSpan, type UsageDimension, type UsageFilters } from "../lib/usage-schemas.ts";

/** A table of sums: what it's kept by, what is counted, and how either comes from the ledger. Names and expressions are SQL. */
export interface Summing {
  table: string;
  ledger: string;
  /** Further columns made of each row, for figures to count by; begins with a comma. The row's are made once, behind OFFSET 0. */
  also: string;
  /** Beside tenant, span and start. */
  keys: string[];
  hasUsers: boolean;
  /** A column, how it comes from rows of the ledger, and how from shorter sums; the latter is their sum unless said. */
  figures: { column: string; fromLedger: string; fromShorter?: string }[];
  /** Of each tenant's period, only as many rows with most of the first figure are kept. */
  keptMax?: number;
}

/** How many rows of the ledger are in each bucket. `bucket` is SQL, never input. */
function countsOf(bucket: string): string {
  return `ARRAY[${eachBucket((each) => `count(*) FILTER (WHERE ${bucket} = ${each})`)}]::int[]`;
}

/** Histograms added up, as an array of bigint. `column` is SQL, never input. */
export function sumOfCounts(column: string): string {
  return `ARRAY[${eachBucket((bucket) => `sum(${column}[${bucket}])`)}]`;
}

function eachBucket(expression: (bucket: number) => string): string {
  return Array.from({ length: latencyBuckets }, (_, i) => expression(i + 1)).join(", ");
}

const summed = (column: string, fromLedger = `sum(${column})`) => ({ column, fromLedger });
const counted = (column: string, condition: string) => summed(column, `count(*) FILTER (WHERE ${condition})`);

const callFigures = [
  summed("calls", "count(*)"),
  counted("failed_calls", "outcome = 'error'"),
  summed("input_tokens"),
  summed("cached_input_tokens"),
  summed("output_tokens"),
  summed("cost_micro_usd"),
];
const questionFigures = [
  summed("requests", "count(*)"),
  counted("cache_hits", "cache IS NOT NULL"),
  counted("failed_over", "failovers > 0"),
  summed("sentences_checked"),
  summed("sentences_unsupported"),
  summed("cost_micro_usd"),
  summed("cache_saved_micro_usd"),
  summed("routing_saved_micro_usd"),
];

/** Counts by bucket, the bucket of a row, and what of the row it's of. */
const latencies = [
  { column: "first_word_counts", bucket: "first_word_bucket", ms: "first_word_ms" },
  { column: "total_counts", bucket: "total_bucket", ms: "total_ms" },
];

export const summings = {
  calls: {
    table: "usage_rollups",
    ledger: "usage_events",
    also: "",
    keys: ["model_id", "provider", "feature", "collection_id"],
    hasUsers: true,
    figures: callFigures,
  },
  people: {
    table: "person_rollups",
    ledger: `(SELECT tenant_id, at, user_id, 1 AS call, (outcome = 'error')::int AS failure, input_tokens, cached_input_tokens,
        output_tokens, cost_micro_usd, 0 AS request FROM usage_events
      UNION ALL SELECT tenant_id, at, user_id, 0, 0, 0, 0, 0, 0, 1 FROM request_records)`,
    also: "",
    keys: ["user_id"],
    hasUsers: false,
    figures: [
      summed("calls", "sum(call)"),
      summed("failed_calls", "sum(failure)"),
      ...callFigures.slice(2),
      summed("requests", "sum(request)"),
    ],
  },
  questions: {
    table: "request_rollups",
    ledger: "request_records",
    also: latencies.map(({ bucket, ms }) => `, ${latencyBucketSql(ms)} AS ${bucket}`).join(""),
    keys: ["model_id", "collection_id", "outcome"],
    hasUsers: true,
    figures: [
      ...questionFigures,
      ...latencies.map(({ column, bucket }) => ({
        column,
        fromLedger: countsOf(bucket),
        fromShorter: sumOfCounts(column),
      })),
    ],
  },
  citations: {
    table: "citation_rollups",
    ledger: "(SELECT tenant_id, at, unnest(document_ids) AS document_id FROM request_records)",
    also: "",
    keys: ["document_id"],
    hasUsers: false,
    figures: [summed("answers", "count(*)")],
    // It's for a list of ten. Documents beyond are cited so rarely that they never get there: what they come to over longer times may
    // be too little, and thousands of them a day would make up most of all sums.
    keptMax: 200,
  },
} satisfies Record<string, Summing>;

export interface Asked {
  tenantIds: string[];
  pieces: Piece[];
  /** No row is of a longer time than this. */
  grain: RollupSpan;
  /** Each person's sums instead of those of all together. */
  isByUser: boolean;
  filters: UsageFilters;
}

const columnOf: Record<UsageDimension, string> = {
  model: "model_id",
  provider: "provider",
  user: "user_id",
  feature: "feature",
  collection: "collection_id",
};

/** The sums of a period as rows of a subquery, from its pieces: `tenant_id`, `starts_at`, the keys, `user_id` where people are told apart, the figures. */
export function sumsOf(summing: Summing, asked: Asked): SQL {
  const parts = asked.pieces.map((piece) =>
    piece.from === "ledger" ? fromLedger(summing, asked, piece) : fromSums(summing, asked, piece),
  );
  return sql`(${sql.join(parts, sql` UNION ALL `)})`;
}

function fromSums({ table, keys, hasUsers, figures }: Summing, asked: Asked, piece: Piece): SQL {
  const columns = [...keys, ...(hasUsers ? ["user_id"] : []), ...figures.map(({ column }) => column)];
  return sql`SELECT tenant_id, starts_at, ${sql.raw(columns.join(", "))}
    FROM ${sql.raw(table)}
    WHERE tenant_id = ANY (${idList(asked.tenantIds)}) AND span = ${piece.from}
      ${hasUsers ? sql`AND is_by_user = ${asked.isByUser}` : sql``}
      AND starts_at >= ${piece.startsAt.toISOString()} AND starts_at < ${piece.endsAt.toISOString()}
      ${where(asked.filters)}`;
}

function fromLedger({ ledger, also, keys, hasUsers, figures }: Summing, asked: Asked, piece: Piece): SQL {
  const counts = figures.map(({ column, fromLedger }) => `${fromLedger} AS ${column}`);
  const user = asked.isByUser ? "user_id" : "NULL::uuid AS user_id";
  const groups = ["tenant_id", "starts_at", ...keys, ...(hasUsers && asked.isByUser ? ["user_id"] : [])];
  return sql`SELECT tenant_id, starts_at, ${sql.raw([...keys, ...(hasUsers ? [user] : []), ...counts].join(", "))}
    FROM (SELECT *, date_trunc(${asked.grain}, at, 'UTC') AS starts_at ${sql.raw(also)} FROM ${sql.raw(ledger)} l
          WHERE tenant_id = ANY (${idList(asked.tenantIds)})
            AND at >= ${piece.startsAt.toISOString()} AND at < ${piece.endsAt.toISOString()}
            ${where(asked.filters)} OFFSET 0) rows
    GROUP BY ${sql.raw(groups.join(", "))}`;
}

/** As one parameter: a list of its own would make another statement of each number of tenants. */
export const idList = (ids: string[]) => sql`${`{${ids.join(",")}}`}::uuid[]`;

/** The same columns in sums and ledgers. Ids are compared as ids, so that their indexes serve. */
function where(filters: UsageFilters): SQL {
  const conditions = Object.entries(filters).map(([dimension, value]) => {
    const name = columnOf[dimension as UsageDimension];
    const column = sql.raw(name);
    if (value === noValue) return sql`AND ${column} IS NULL`;
    return name.endsWith("_id") && name !== "model_id"
      ? sql`AND ${column} = ${value}::uuid`
      : sql`AND ${column} = ${value}`;
  });
  return sql.join(conditions, sql` `);
}

/** A dimension's value of a row, as text; `none` where it has none. */
export function keyOf(dimension: UsageDimension | "tenant"): SQL {
  const column = dimension === "tenant" ? "tenant_id" : columnOf[dimension];
  return sql.raw(`coalesce(${column}::text, '${noValue}')`);
}
