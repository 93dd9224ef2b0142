import { bigint, boolean, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { RequestOutcome, RollupSpan } from "../../lib/usage-schemas.ts";
import { at, tenants } from "./identity.ts";

const tenantId = () =>
  uuid()
    .notNull()
    .references(() => tenants.id, { onDelete: "cascade" });
const amount = () => bigint({ mode: "number" }).notNull();

/**
 * What the ledger comes to in an hour, a day or a month (UTC) that is over; see db/usage-rollups.ts. Each period is there twice: summed
 * up over people, and for each person. A row of the first kind has no `userId`; one of the second may have none either, where nobody
 * in particular asked.
 */
export const usageRollups = pgTable(
  "usage_rollups",
  {
    tenantId: tenantId(),
    span: text().$type<RollupSpan>().notNull(),
    startsAt: at().notNull(),
    isByUser: boolean().notNull(),
    userId: uuid(),
    modelId: text().notNull(),
    provider: text().notNull(),
    feature: text().notNull(),
    collectionId: uuid(),
    calls: integer().notNull(),
    failedCalls: integer().notNull(),
    inputTokens: amount(),
    cachedInputTokens: amount(),
    outputTokens: amount(),
    costMicroUsd: amount(),
  },
  (table) => [
    index("usage_rollups_period").on(table.tenantId, table.span, table.isByUser, table.startsAt),
    index("usage_rollups_user").on(table.tenantId, table.userId, table.span, table.startsAt),
  ],
);

/** The same of the records of questions, with how long answers took as histograms (lib/latency-histogram.ts). */
export const requestRollups = pgTable(
  "request_rollups",
  {
    tenantId: tenantId(),
    span: text().$type<RollupSpan>().notNull(),
    startsAt: at().notNull(),
    isByUser: boolean().notNull(),
    userId: uuid(),
    modelId: text(),
    collectionId: uuid(),
    outcome: text().$type<RequestOutcome>().notNull(),
    requests: integer().notNull(),
    cacheHits: integer().notNull(),
    /** Questions for which at least one model failed and another went on. */
    failedOver: integer().notNull(),
    sentencesChecked: amount(),
    sentencesUnsupported: amount(),
    costMicroUsd: amount(),
    cacheSavedMicroUsd: amount(),
    routingSavedMicroUsd: amount(),
    firstWordCounts: integer().array().notNull(),
    totalCounts: integer().array().notNull(),
  },
  (table) => [
    index("request_rollups_period").on(table.tenantId, table.span, table.isByUser, table.startsAt),
    index("request_rollups_user").on(table.tenantId, table.userId, table.span, table.startsAt),
  ],
);

/** What each person used, not told apart any further: who used most is asked of everybody at once. */
export const personRollups = pgTable(
  "person_rollups",
  {
    tenantId: tenantId(),
    span: text().$type<RollupSpan>().notNull(),
    startsAt: at().notNull(),
    userId: uuid(),
    requests: integer().notNull(),
    calls: integer().notNull(),
    failedCalls: integer().notNull(),
    inputTokens: amount(),
    cachedInputTokens: amount(),
    outputTokens: amount(),
    costMicroUsd: amount(),
  },
  (table) => [index("person_rollups_period").on(table.tenantId, table.span, table.startsAt)],
);

/** How many answers of a period cite a document. */
export const citationRollups = pgTable(
  "citation_rollups",
  {
    tenantId: tenantId(),
    span: text().$type<RollupSpan>().notNull(),
    startsAt: at().notNull(),
    documentId: uuid().notNull(),
    answers: integer().notNull(),
  },
  (table) => [index("citation_rollups_period").on(table.tenantId, table.span, table.startsAt)],
);

/** One row: up to when everything is rolled up (the start of an hour), and looked at for alerts. */
export const rollupState = pgTable("rollup_state", {
  id: integer().primaryKey().default(1),
  rolledUntil: timestamp({ withTimezone: true }),
  alertsUntil: timestamp({ withTimezone: true }),
});
