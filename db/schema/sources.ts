import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { SourceConfig, SourceRunStatus } from "../../lib/document.ts";
import { collections } from "./corpus.ts";
import { at, createdAt, id, tenants, users } from "./identity.ts";

/** A place outside that documents are kept in step with: a page, a site, a feed, a folder, a bucket. */
export const sources = pgTable(
  "sources",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    collectionId: uuid().notNull(),
    name: text().notNull(),
    /** Without secrets: those are sealed beside it. */
    config: jsonb().$type<SourceConfig>().notNull(),
    /** Access keys of a bucket, sealed (lib/seal.ts) as JSON. */
    sealedCredentials: text(),
    /** A cron expression of five fields, UTC; null is by hand only. */
    schedule: text(),
    isEnabled: boolean().notNull().default(true),
    /** When the next run is due; null is never. */
    nextRunAt: at(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "sources_collection",
      columns: [table.tenantId, table.collectionId],
      foreignColumns: [collections.tenantId, collections.id],
    }).onDelete("cascade"),
    uniqueIndex("sources_name").on(table.tenantId, table.collectionId, sql`lower(${table.name})`),
    index("sources_due").on(table.nextRunAt).where(sql`is_enabled and next_run_at is not null`),
  ],
);

/** One synchronisation: queued → running → done | failed | cancelled. Counts are of items, which are files or pages. */
export const sourceRuns = pgTable(
  "source_runs",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    sourceId: uuid()
      .notNull()
      .references(() => sources.id, { onDelete: "cascade" }),
    trigger: text().$type<"schedule" | "manual">().notNull(),
    status: text().$type<SourceRunStatus>().notNull().default("queued"),
    added: integer().notNull().default(0),
    changed: integer().notNull().default(0),
    removed: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    /** Refused by robots.txt, by the network guard, by type or size, or unreachable: each with its reason in `problems`. */
    skipped: integer().notNull().default(0),
    problems: jsonb().$type<{ key: string; code: string; message: string }[]>().notNull().default([]),
    errorCode: text(),
    errorMessage: text(),
    /** The worker that is at it; its only as long as its heartbeat beats. */
    workerId: uuid(),
    createdAt: createdAt(),
    startedAt: at(),
    finishedAt: at(),
  },
  (table) => [
    index("source_runs_source").on(table.tenantId, table.sourceId, table.createdAt),
    uniqueIndex("source_runs_open").on(table.sourceId).where(sql`status in ('queued', 'running')`),
  ],
);

/** What a source held when it was last looked at, to tell what has changed since. */
export const sourceItems = pgTable(
  "source_items",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    sourceId: uuid()
      .notNull()
      .references(() => sources.id, { onDelete: "cascade" }),
    /** Its address within the source: a URL, a path, an object's key. */
    key: text().notNull(),
    etag: text(),
    lastModified: text(),
    /** SHA-256 of the bytes last seen, hex. */
    contentHash: text(),
    /** The lineage of its document; null while it has none. */
    lineageId: uuid(),
    seenAt: at(),
  },
  (table) => [uniqueIndex("source_items_key").on(table.sourceId, table.key)],
);
