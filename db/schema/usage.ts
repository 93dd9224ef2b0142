import { bigint, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, tenants } from "./identity.ts";

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
    /** What routing compared it as: the id of the model in a split; null where it was routed. */
    arm: text(),
  },
  (table) => [index("usage_events_tenant_at").on(table.tenantId, table.at)],
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
