import { sql } from "drizzle-orm";
import {
  bigint,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { AlertKind, RequestOutcome } from "../../lib/usage-schemas.ts";
import { at, createdAt, id, tenants } from "./identity.ts";

/** The ledger: one row per model call. Rows are only ever added. */
export const usageEvents = pgTable(
  "usage_events",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    at: createdAt(),
    requestId: text().notNull(),
    userId: uuid(),
    apiKeyId: uuid(),
    conversationId: uuid(),
    documentId: uuid(),
    /** Where the call was for one collection alone; null where it was for several or none. */
    collectionId: uuid(),
    /** What the call was for. */
    feature: text()
      .$type<
        | "answer"
        | "condense"
        | "title"
        | "query-embedding"
        | "ingest-embedding"
        | "reembedding"
        | "ingest-parsing"
        | "rerank"
        | "moderation"
        | "judge"
        | "summary"
        | "memory"
      >()
      .notNull(),
    provider: text().notNull(),
    modelId: text().notNull(),
    inputTokens: integer().notNull(),
    /** Of them, those that the provider had cached. */
    cachedInputTokens: integer().notNull().default(0),
    outputTokens: integer().notNull(),
    costMicroUsd: bigint({ mode: "number" }).notNull(),
    firstTokenMs: integer(),
    totalMs: integer().notNull(),
    outcome: text().$type<"ok" | "error" | "aborted">().notNull(),
    promptVersion: text(),
    /** 1 for the first try of this step, counted over retries and models. */
    attempt: integer().notNull().default(1),
    /** Why it failed (lib/models/failover-policy.ts); null where it didn't. */
    failure: text(),
    /** What routing compared it as: the id of the model in a split; null where it was routed. */
    arm: text(),
  },
  (table) => [
    index("usage_events_tenant_at").on(table.tenantId, table.at),
    index("usage_events_request").on(table.tenantId, table.requestId),
  ],
);

/**
 * One row per question: what became of it and what it took, without its text. Its model calls are the usage events of the same
 * request. Rows are written once, when the answer is final.
 */
export const requestRecords = pgTable(
  "request_records",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    requestId: text().notNull(),
    at: createdAt(),
    userId: uuid(),
    apiKeyId: uuid(),
    conversationId: uuid(),
    questionId: uuid(),
    answerId: uuid(),
    source: text().$type<"app" | "api" | "batch">().notNull(),
    outcome: text().$type<RequestOutcome>().notNull(),
    /** Where it searched, and the one collection where it was one alone. */
    collectionIds: uuid().array().notNull(),
    collectionId: uuid(),
    /** The documents that its answer cites. */
    documentIds: uuid().array().notNull(),
    /** How the answer cache found it; null where it didn't. */
    cache: text().$type<"exact" | "similar">(),
    modelId: text(),
    promptVersion: text(),
    /** What routing compared it as. */
    arm: text(),
    /** 0 to 1; null where nobody had a choice. */
    difficulty: real(),
    inputTokens: integer().notNull().default(0),
    cachedInputTokens: integer().notNull().default(0),
    outputTokens: integer().notNull().default(0),
    costMicroUsd: bigint({ mode: "number" }).notNull().default(0),
    /** What the same would have cost without the answer cache, and by the strong model. */
    cacheSavedMicroUsd: bigint({ mode: "number" }).notNull().default(0),
    routingSavedMicroUsd: bigint({ mode: "number" }).notNull().default(0),
    calls: integer().notNull().default(0),
    retries: integer().notNull().default(0),
    failovers: integer().notNull().default(0),
    /** Sentences that were checked, and those of them without support. */
    sentencesChecked: integer().notNull().default(0),
    sentencesUnsupported: integer().notNull().default(0),
    /** Milliseconds to its first word, and to its end; by stage besides. */
    firstWordMs: integer(),
    totalMs: integer().notNull(),
    stagesMs: jsonb().$type<Record<string, number>>().notNull().default(sql`'{}'`),
    /** Of its OpenTelemetry trace; null where none was recorded. */
    traceId: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.requestId] }),
    index("request_records_at").on(table.tenantId, table.at),
    index("request_records_answer").on(table.tenantId, table.answerId),
    index("request_records_abstained").on(table.tenantId, table.at).where(sql`outcome = 'abstained'`),
  ],
);

/** What was asked and answered, where the tenant keeps it (policy `records.texts`), redacted as it decides, until it expires. */
export const requestTexts = pgTable(
  "request_texts",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    requestId: text().notNull(),
    question: text().notNull(),
    answer: text().notNull(),
    /** Documents in its evidence: deleting one deletes this row. */
    documentIds: uuid().array().notNull(),
    expiresAt: at().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.requestId] }),
    foreignKey({
      name: "request_texts_record",
      columns: [table.tenantId, table.requestId],
      foreignColumns: [requestRecords.tenantId, requestRecords.requestId],
    }).onDelete("cascade"),
    index("request_texts_expiry").on(table.expiresAt),
  ],
);

/** Something that an admin should know of: said once (`occasion`), on the usage page, by e-mail and by webhook. */
export const alerts = pgTable(
  "alerts",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    kind: text().$type<AlertKind>().notNull(),
    /** What makes it the same alert: a budget and its period, an hour, a request. */
    occasion: text().notNull(),
    /** One plain sentence. */
    message: text().notNull(),
    details: jsonb().$type<Record<string, string | number | null>>().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
    seenAt: at(),
    /** When it went out by e-mail and by webhook; null where that wasn't wanted, or hasn't worked yet. */
    emailedAt: at(),
    postedAt: at(),
    /** For whom the mail server has taken it, so that nobody gets it twice. */
    emailedTo: text().array().notNull().default(sql`'{}'`),
    /** When nothing was left to send, how often that was tried, and what went wrong last. */
    sentAt: at(),
    tries: integer().notNull().default(0),
    nextTryAt: at().notNull().defaultNow(),
    fault: text(),
  },
  (table) => [
    unique("alerts_occasion").on(table.tenantId, table.kind, table.occasion),
    index("alerts_recent").on(table.tenantId, table.createdAt),
  ],
);

/**
 * How often something was counted until `expire`, in milliseconds since 1970. Unlogged (a migration says so): a count costs no write
 * to disk, and a crash of the server begins all of them anew.
 */
export const rateLimits = pgTable("rate_limits", {
  key: text().primaryKey(),
  points: integer().notNull().default(0),
  expire: bigint({ mode: "number" }),
});

/** One row per worker process; a beat older than a few seconds means that the process is gone. */
export const workerHeartbeats = pgTable("worker_heartbeats", {
  workerId: uuid().primaryKey(),
  hostName: text().notNull(),
  processId: integer().notNull(),
  /** Where a datagram wakes it, so that it needn't be found by polling; null where it can't be reached. */
  wakeHost: text(),
  wakePort: integer(),
  startedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  beatAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
