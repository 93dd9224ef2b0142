import { sql } from "drizzle-orm";
import {
  bigint,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { DocumentStatus, Receipt } from "../../lib/turn.ts";
import { at, createdAt, id, tenants, users } from "./identity.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** Dimensions vary with the collection's embedding model, so the column has none; index and query cast to them. */
const halfvec = customType<{ data: number[]; driverData: string }>({
  dataType: () => "halfvec",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => JSON.parse(value),
});

/** A corpus with its readers: everyone in the tenant, or the members named in collection_readers. */
export const collections = pgTable(
  "collections",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    name: text().notNull(),
    readers: text().$type<"everyone" | "named">().notNull().default("everyone"),
    embeddingModel: text().notNull(),
    embeddingDimensions: integer().notNull(),
    /** Counts changes to what can be found here; part of the answer cache's key. */
    version: integer().notNull().default(0),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    unique("collections_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("collections_name").on(table.tenantId, sql`lower(${table.name})`),
  ],
);

export const collectionReaders = pgTable(
  "collection_readers",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    collectionId: uuid()
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.userId] })],
);

export const documents = pgTable(
  "documents",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    collectionId: uuid().notNull(),
    title: text().notNull(),
    fileName: text().notNull(),
    mediaType: text().notNull(),
    byteSize: bigint({ mode: "number" }).notNull(),
    /** SHA-256 of the bytes, hex; also the blob's key. */
    contentHash: text().notNull(),
    status: text().$type<DocumentStatus>().notNull().default("queued"),
    errorCode: text(),
    errorMessage: text(),
    receipt: jsonb().$type<Receipt>(),
    /**
     * Take-ups that have not ended in a result, a reported fault or a hand-back: what is left when workers died over it.
     * With workerId it fences: a worker that lost the document can't write.
     */
    attempts: integer().notNull().default(0),
    /** The worker that has it now; it stays that worker's only as long as its heartbeat beats. */
    workerId: uuid(),
    /** Higher is sooner: minus the tenant's unfinished documents at upload, so that tenants take turns. */
    queuePriority: integer().notNull().default(0),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    readyAt: at(),
  },
  (table) => [
    unique("documents_tenant_id").on(table.tenantId, table.id),
    foreignKey({
      name: "documents_collection",
      columns: [table.tenantId, table.collectionId],
      foreignColumns: [collections.tenantId, collections.id],
    }).onDelete("cascade"),
    uniqueIndex("documents_content").on(table.tenantId, table.collectionId, table.contentHash),
    index("documents_page").on(table.tenantId, table.collectionId, table.createdAt, table.id),
    index("documents_waiting").on(table.createdAt).where(sql`status not in ('ready', 'failed', 'cancelled')`),
  ],
);

/**
 * What is searched. LIST-partitioned by tenant (see the migration: drizzle can't express partitions), each partition
 * with its own BM25 and vector index. A chunk is never changed after it was written, so that a citation stays true.
 */
export const chunks = pgTable(
  "chunks",
  {
    tenantId: uuid().notNull(),
    id: uuid()
      .notNull()
      .$defaultFn(() => crypto.randomUUID()),
    documentId: uuid().notNull(),
    collectionId: uuid().notNull(),
    /** Position in the document, from 0. */
    ordinal: integer().notNull(),
    text: text().notNull(),
    headingPath: text().array().notNull(),
    pageStart: integer(),
    pageEnd: integer(),
    /** Where in the text the pages after the first begin, so that a quote can name its own page. */
    pageOffsets: integer().array().notNull().default([]),
    /** Where the chunk stands in the document's extracted text, in UTF-16 code units. */
    charStart: integer().notNull(),
    charEnd: integer().notNull(),
    tokenCount: integer().notNull(),
    /** The analyzer's output for title, headings and text, separated by spaces: what both BM25 tiers index. */
    terms: text().notNull(),
    termCount: integer().notNull(),
    lexemes: tsvector(),
    embeddingModel: text().notNull(),
    embedding: halfvec().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("chunks_document").on(table.tenantId, table.documentId, table.ordinal),
  ],
);
