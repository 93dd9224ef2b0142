import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type {
  ChunkingSettings,
  DocumentStatus,
  ParserChoice,
  Receipt,
  TextBox,
  UploadLane,
} from "../../lib/document.ts";
import { at, createdAt, id, tenants, users } from "./identity.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** Dimensions vary with the collection's embedding model, so the column has none; index and query cast to them. */
export const halfvec = customType<{ data: number[]; driverData: string }>({
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
    /** ISO 639-3: what its documents are written in where that can't be told from their text. Null: English. */
    language: text(),
    /** ISO 639-3: languages in which its documents were indexed, so that a question is analysed as they were. May outlast them. */
    languages: text().array().notNull().default([]),
    /** How its documents are cut; null is the default. Holds for documents ingested from then on. */
    chunking: jsonb().$type<ChunkingSettings>(),
    parser: text().$type<ParserChoice>().notNull().default("builtin"),
    /** While true its queued documents wait. */
    isPaused: boolean().notNull().default(false),
    /** Until then its documents wait: the budget doesn't cover embedding them. */
    waitsUntil: at(),
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
    /** Higher is sooner: its place among everybody's, given at upload by lectern_next_priority (migration 0007). */
    queuePriority: integer().notNull().default(0),
    lane: text().$type<UploadLane>().notNull().default("interactive"),
    /** What all versions of a document share. */
    lineageId: uuid().notNull().defaultRandom(),
    /** From 1. The version that is found is the newest that became ready. */
    version: integer().notNull().default(1),
    /** When a newer version took its place: from then on it's not found, and opens only from old citations. */
    supersededAt: at(),
    /** The source that keeps it, if it wasn't uploaded. */
    sourceId: uuid(),
    /** Where it came from, as its source or uploader names it: a URL, a path. A new file from there is a new version. */
    sourceKey: text(),
    /** ISO 639-3: the language in which it was indexed; null until it was, or where it has none that is known. */
    language: text(),
    /** What people said it's called and written in: goes before what the file says, whenever it's read, and holds for new versions. */
    givenTitle: text(),
    givenLanguage: text(),
    /** Who wrote it, as the file or its uploader says. */
    author: text(),
    /** The date it bears: its own where the file has one, else null. */
    datedAt: at(),
    tags: text().array().notNull().default([]),
    /** Which version of the analyzer made its chunks' terms (lib/analyze-text.ts). */
    analyzerVersion: integer().notNull().default(1),
    /** People gave it another title or language since. */
    hasStaleTerms: boolean().notNull().default(false),
    /** The file's own password, sealed (lib/seal.ts), for reading it again. */
    sealedPassword: text(),
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
    uniqueIndex("documents_content")
      .on(table.tenantId, table.collectionId, table.contentHash)
      .where(sql`superseded_at is null`),
    index("documents_lineage").on(table.tenantId, table.lineageId, table.version),
    index("documents_source_key")
      .on(table.tenantId, table.collectionId, table.sourceKey)
      .where(sql`source_key is not null`),
    index("documents_page").on(table.tenantId, table.collectionId, table.createdAt, table.id),
    index("documents_waiting").on(table.createdAt).where(sql`status not in ('ready', 'failed', 'cancelled')`),
    // What lectern_next_priority and the places in the queue are read from.
    index("documents_queue").on(table.queuePriority, table.createdAt).where(sql`status = 'queued'`),
    index("documents_active")
      .on(table.queuePriority)
      .where(sql`status in ('parsing', 'chunking', 'embedding', 'indexing')`),
    index("documents_turn")
      .on(table.tenantId, table.lane, table.queuePriority)
      .where(sql`status not in ('ready', 'failed', 'cancelled')`),
    index("documents_stale_terms").on(table.createdAt).where(sql`has_stale_terms`),
    index("documents_ready").on(table.readyAt).where(sql`ready_at is not null`),
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
    /** Where its lines stand on the pages; null where the format has no layout. */
    boxes: jsonb().$type<TextBox[]>(),
    /** Where the chunk stands in the document's extracted text, in UTF-16 code units. */
    charStart: integer().notNull(),
    charEnd: integer().notNull(),
    tokenCount: integer().notNull(),
    /** How much it reads like instructions to a model, 0 to 1; null where it was ingested before anything looked. */
    injectionScore: real(),
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

/**
 * In how many chunks of a collection a term stands: what a misspelt question is corrected by. Kept by collection, so that
 * nobody is led to a word of documents that they may not read.
 */
export const collectionTerms = pgTable(
  "collection_terms",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    collectionId: uuid()
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
    term: text().notNull(),
    chunkCount: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.collectionId, table.term] })],
);

/**
 * Chunks that are found no more but may still be cited: those of superseded versions, and those that were cited when their
 * document was read again. A citation opens them here.
 */
export const archivedChunks = pgTable(
  "archived_chunks",
  {
    tenantId: uuid().notNull(),
    id: uuid().notNull(),
    documentId: uuid().notNull(),
    collectionId: uuid().notNull(),
    ordinal: integer().notNull(),
    text: text().notNull(),
    headingPath: text().array().notNull(),
    pageStart: integer(),
    pageEnd: integer(),
    pageOffsets: integer().array().notNull().default([]),
    boxes: jsonb().$type<TextBox[]>(),
    charStart: integer().notNull(),
    charEnd: integer().notNull(),
    tokenCount: integer().notNull(),
    /** How much it reads like instructions to a model, 0 to 1; null where it was ingested before anything looked. */
    injectionScore: real(),
    archivedAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("archived_chunks_document").on(table.tenantId, table.documentId, table.ordinal),
    foreignKey({
      name: "archived_chunks_document_fk",
      columns: [table.tenantId, table.documentId],
      foreignColumns: [documents.tenantId, documents.id],
    }).onDelete("cascade"),
  ],
);

/**
 * A collection on its way to another embedding model: running → done | failed | cancelled. New vectors wait in
 * staged_embeddings until every chunk has one; then all take their place in one transaction, and the collection's model with
 * them. Until that moment searches use the old ones.
 */
export const reembeddings = pgTable(
  "reembeddings",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    collectionId: uuid().notNull(),
    embeddingModel: text().notNull(),
    embeddingDimensions: integer().notNull(),
    status: text().$type<"running" | "done" | "failed" | "cancelled">().notNull().default("running"),
    doneChunks: integer().notNull().default(0),
    totalChunks: integer().notNull().default(0),
    costMicroUsd: bigint({ mode: "number" }).notNull().default(0),
    errorCode: text(),
    errorMessage: text(),
    /** The worker that is at it; its only as long as its heartbeat beats. */
    workerId: uuid(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    /** Until then it waits, because a budget is used up. */
    waitsUntil: at(),
    createdAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [
    foreignKey({
      name: "reembeddings_collection",
      columns: [table.tenantId, table.collectionId],
      foreignColumns: [collections.tenantId, collections.id],
    }).onDelete("cascade"),
    uniqueIndex("reembeddings_running").on(table.tenantId, table.collectionId).where(sql`status = 'running'`),
  ],
);

/** Vectors of a re-embedding that is under way. */
export const stagedEmbeddings = pgTable(
  "staged_embeddings",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    reembeddingId: uuid()
      .notNull()
      .references(() => reembeddings.id, { onDelete: "cascade" }),
    chunkId: uuid().notNull(),
    embedding: halfvec().notNull(),
  },
  (table) => [primaryKey({ columns: [table.reembeddingId, table.chunkId] })],
);

/**
 * A file whose chunks an admin wants to see before anything is kept: waiting → done | failed. The worker reads it, the page
 * polls it, and it goes with its file after an hour.
 */
export const chunkPreviews = pgTable(
  "chunk_previews",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    fileName: text().notNull(),
    mediaType: text().notNull(),
    byteSize: bigint({ mode: "number" }).notNull(),
    contentHash: text().notNull(),
    parser: text().$type<ParserChoice>().notNull(),
    chunking: jsonb().$type<ChunkingSettings>().notNull(),
    embeddingModel: text().notNull(),
    sealedPassword: text(),
    status: text().$type<"waiting" | "done" | "failed">().notNull().default("waiting"),
    result: jsonb(),
    errorCode: text(),
    errorMessage: text(),
    createdAt: createdAt(),
  },
  (table) => [index("chunk_previews_created").on(table.createdAt)],
);
