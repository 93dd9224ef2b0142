import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { MemoryState } from "../../lib/memory-schemas.ts";
import type { RetrievalTrace } from "../../lib/search.ts";
import type {
  Answer,
  AnswerStatus,
  Feedback,
  Notice,
  RouteTrace,
  SentenceVerdict,
  Turn,
  Verdict,
} from "../../lib/turn.ts";
import { batches } from "./batches.ts";
import { halfvec } from "./corpus.ts";
import { at, createdAt, id, tenants, users } from "./identity.ts";

/** A conversation belongs to one person; row-level security hides it from everybody else in the tenant. */
export const conversations = pgTable(
  "conversations",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    title: text().notNull(),
    source: text().$type<Turn["source"]>().notNull().default("app"),
    /** Whose question it holds: it goes with the batch, and can't be made for one that is gone. */
    batchId: uuid(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("conversations_tenant_id").on(table.tenantId, table.id),
    index("conversations_recent").on(table.tenantId, table.userId, table.updatedAt),
    foreignKey({
      name: "conversations_batch",
      columns: [table.tenantId, table.batchId],
      foreignColumns: [batches.tenantId, batches.id],
    }).onDelete("cascade"),
    index("conversations_of_batch").on(table.batchId).where(sql`batch_id IS NOT NULL`),
  ],
);

/** A question or an answer. An answer is `writing` until it is final; see AnswerStatus in lib/turn.ts. */
export const messages = pgTable(
  "messages",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: uuid().notNull(),
    role: text().$type<"user" | "assistant">().notNull(),
    text: text().notNull(),
    status: text().$type<AnswerStatus>().notNull().default("complete"),
    /** For an answer: the question it answers. */
    questionId: uuid(),
    modelId: text(),
    promptVersion: text(),
    standaloneQuestion: text(),
    verdicts: jsonb().$type<SentenceVerdict[]>().notNull().default(sql`'[]'`),
    notices: jsonb().$type<Notice[]>().notNull().default(sql`'[]'`),
    /** Why this model wrote it; null where none was routed to. */
    route: jsonb().$type<RouteTrace>(),
    /** The share of its checked sentences that are supported, 0 to 1; null where none was checked. */
    supportShare: real(),
    /** While writing: when its process last said that it lives, and whether somebody asked it to stop. */
    runBeatAt: at(),
    stopRequestedAt: at(),
    /** Set when a regenerated answer took this one's place. */
    supersededAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("messages_tenant_id").on(table.tenantId, table.id),
    foreignKey({
      name: "messages_conversation",
      columns: [table.tenantId, table.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    index("messages_conversation_order").on(table.tenantId, table.conversationId, table.createdAt),
    index("messages_writing").on(table.runBeatAt).where(sql`status = 'writing'`),
  ],
);

/**
 * A conversation's running summary, a line a row. A line stands for the messages that it names, and counts in a branch only where all
 * of them do: what an answer was set aside for is summed up anew. A line that its person removed stays as one without text, so that
 * nothing takes its place.
 */
export const summaryLines = pgTable(
  "summary_lines",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    conversationId: uuid().notNull(),
    /** In the order of the messages. */
    messageIds: uuid().array().notNull(),
    text: text().notNull(),
    /** What summed it up, and by which prompt. */
    modelId: text().notNull(),
    promptVersion: text().notNull(),
    editedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("summary_lines_messages").on(table.tenantId, table.conversationId, table.messageIds),
    foreignKey({
      name: "summary_lines_conversation",
      columns: [table.tenantId, table.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
  ],
);

/** What a person wants remembered over conversations. `proposed` ones shape no answer until the person confirms them. */
export const memories = pgTable(
  "memories",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    text: text().notNull(),
    state: text().$type<MemoryState>().notNull(),
    /** The question that it was read from; null where the person wrote it. */
    questionId: uuid(),
    createdAt: createdAt(),
    changedAt: createdAt(),
  },
  (table) => [
    index("memories_own").on(table.tenantId, table.userId, table.createdAt),
    unique("memories_text").on(table.tenantId, table.userId, table.text),
  ],
);

/** Who wants things remembered. No row: doesn't. */
export const memorySettings = pgTable(
  "memory_settings",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    remembers: boolean().notNull(),
    changedAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.userId] })],
);

/** Citations outlive their document only as marks: deleting a document blanks their quotes in the same transaction. */
export const citations = pgTable(
  "citations",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    messageId: uuid().notNull(),
    ordinal: integer().notNull(),
    index: integer().notNull(),
    position: integer().notNull(),
    chunkId: uuid().notNull(),
    documentId: uuid().notNull(),
    title: text().notNull(),
    page: integer(),
    headingPath: text().array().notNull(),
    quote: text().notNull(),
    start: integer().notNull(),
    end: integer().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    /** Set when the document was deleted. */
    sourceDeletedAt: at(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.ordinal] }),
    foreignKey({
      name: "citations_message",
      columns: [table.tenantId, table.messageId],
      foreignColumns: [messages.tenantId, messages.id],
    }).onDelete("cascade"),
    index("citations_document").on(table.tenantId, table.documentId),
  ],
);

export const feedback = pgTable(
  "feedback",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    messageId: uuid().notNull(),
    /** What the rated answer answers. */
    questionId: uuid(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    rating: text().$type<Feedback["rating"]>().notNull(),
    reason: text().$type<NonNullable<Feedback["reason"]>>(),
    comment: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.userId] }),
    foreignKey({
      name: "feedback_message",
      columns: [table.tenantId, table.messageId],
      foreignColumns: [messages.tenantId, messages.id],
    }).onDelete("cascade"),
  ],
);

/** How the evidence of an answer was found. Holds ids and figures, no text of documents. */
export const retrievalTraces = pgTable(
  "retrieval_traces",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    messageId: uuid().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    trace: jsonb().$type<RetrievalTrace>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId] }),
    foreignKey({
      name: "retrieval_traces_message",
      columns: [table.tenantId, table.messageId],
      foreignColumns: [messages.tenantId, messages.id],
    }).onDelete("cascade"),
  ],
);

/**
 * Answers to standalone questions. `key` hashes everything the answer depends on, `scopeKey` all of it but the question: corpus
 * versions included, so that a changed collection is never answered from before the change.
 */
export const answerCache = pgTable(
  "answer_cache",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    key: text().notNull(),
    scopeKey: text().notNull(),
    /** As it was searched for. */
    question: text().notNull(),
    /** Of the question, by which one that says the same otherwise is found; null where it couldn't be embedded. */
    embedding: halfvec(),
    embeddingModel: text(),
    answer: jsonb().$type<Answer>().notNull(),
    documentIds: uuid().array().notNull(),
    /** What it cost, and so what each hit saves. */
    costMicroUsd: bigint({ mode: "number" }).notNull().default(0),
    hits: integer().notNull().default(0),
    lastHitAt: at(),
    expiresAt: at().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.key] }),
    index("answer_cache_newest").on(table.tenantId, table.scopeKey, table.expiresAt),
    index("answer_cache_expiry").on(table.tenantId, table.expiresAt),
  ],
);

/** Requests that named themselves by an Idempotency-Key, so that one sent again is answered once. Kept for a day. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    key: text().notNull(),
    /** SHA-256 of route and body: the same key with another body is a mistake of the client's. */
    requestHash: text().notNull(),
    /** The answer that the first request began. */
    answerId: uuid().notNull(),
    expiresAt: at().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.userId, table.key] })],
);
