import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type {
  BatchItemStatus,
  BatchRequest,
  BatchStatus,
  CompletionWindow,
  Handover,
} from "../../lib/batch-schemas.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import type { Answer, AnswerUsage } from "../../lib/turn.ts";
import { at, createdAt, id, tenants, users } from "./identity.ts";

/** Questions that are answered when there is time. A batch is its person's alone, like a conversation. */
export const batches = pgTable(
  "batches",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    apiKeyId: uuid(),
    status: text().$type<BatchStatus>().notNull().default("queued"),
    name: text().notNull(),
    itemCount: integer().notNull(),
    /** Within which its person wants the answers; null: as soon as there is time. */
    completionWindow: text().$type<CompletionWindow>(),
    cancelRequestedAt: at(),
    /** Until then nobody takes it up: a budget is used up, or a provider works on it. */
    waitsUntil: at(),
    /** The process that works on it, and when it last said that it lives. */
    runBy: uuid(),
    runBeatAt: at(),
    /** Why it failed or waits, for its person. */
    fault: text(),
    createdAt: createdAt(),
    startedAt: at(),
    endedAt: at(),
    /** Its questions and answers are deleted then. */
    expiresAt: at().notNull(),
  },
  (table) => [
    unique("batches_tenant_id").on(table.tenantId, table.id),
    index("batches_recent").on(table.tenantId, table.userId, table.createdAt),
    index("batches_open").on(table.status, table.createdAt),
  ],
);

export const batchItems = pgTable(
  "batch_items",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    batchId: uuid().notNull(),
    /** The line it was on, from 1. */
    ordinal: integer().notNull(),
    /** By which its sender tells it apart. */
    customId: text().notNull(),
    /** What was asked, as it was sent and checked (lib/batch-schemas.ts). */
    request: jsonb().$type<BatchRequest>().notNull(),
    /** Where its question and answer are kept, out of its person's list; its question has the same id. */
    conversationId: uuid().notNull().default(sql`gen_random_uuid()`),
    status: text().$type<BatchItemStatus>().notNull().default("queued"),
    answer: jsonb().$type<Answer>(),
    /** Documents in its evidence: deleting one blanks the answer. */
    documentIds: uuid().array(),
    /** What its answer took, over all tries. */
    usage: jsonb().$type<AnswerUsage>(),
    requestId: text(),
    /** What was handed over to a provider's own batch, and what came back. */
    handover: jsonb().$type<Handover>(),
    /** A code of lib/errors.ts where it failed. */
    errorCode: text().$type<ErrorCode>(),
    tries: integer().notNull().default(0),
    endedAt: at(),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.ordinal] }),
    unique("batch_items_custom_id").on(table.batchId, table.customId),
    foreignKey({
      name: "batch_items_batch",
      columns: [table.tenantId, table.batchId],
      foreignColumns: [batches.tenantId, batches.id],
    }).onDelete("cascade"),
    index("batch_items_open").on(table.batchId, table.status, table.ordinal),
  ],
);

/**
 * What providers keep for batches of their own: written before it's sent, deleted when it's deleted there. It belongs to no tenant, so
 * that it outlives one. Only system queries read it.
 */
export const providerBatches = pgTable(
  "provider_batches",
  {
    id: id(),
    /** Whose questions it holds; null: that one is gone. */
    batchId: uuid().references(() => batches.id, { onDelete: "set null" }),
    modelId: text().notNull(),
    /** The provider's names for the questions' file, and for the batch; null until it has given them. */
    inputFileId: text(),
    providerBatchId: text(),
    createdAt: createdAt(),
    /** How often it should have been deleted, and when that is tried next, where no question waits for it any more. */
    tries: integer().notNull().default(0),
    nextTryAt: at().notNull(),
  },
  (table) => [
    index("provider_batches_next").on(table.nextTryAt),
    index("provider_batches_of").on(table.batchId),
  ],
);
