import { boolean, foreignKey, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, tenants, users } from "./identity.ts";

/** Questions of a tenant with what a good answer to them is, to measure retrieval and answers by. Admins keep them. */
export const evaluationSets = pgTable(
  "evaluation_sets",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    name: text().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [unique("evaluation_sets_tenant_id").on(table.tenantId, table.id)],
);

export const evaluationQuestions = pgTable(
  "evaluation_questions",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    setId: uuid().notNull(),
    question: text().notNull(),
    /** What a good answer says; null where only the documents are known. */
    answer: text(),
    /** False: the right answer is that the documents don't say. */
    isAnswerable: boolean().notNull().default(true),
    /** Documents in which the answer stands. */
    documentIds: uuid().array().notNull().default([]),
    origin: text().$type<"written" | "rated" | "imported">().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "evaluation_questions_set",
      columns: [table.tenantId, table.setId],
      foreignColumns: [evaluationSets.tenantId, evaluationSets.id],
    }).onDelete("cascade"),
    index("evaluation_questions_order").on(table.tenantId, table.setId, table.createdAt, table.id),
  ],
);

/** What a set came to, each time it was run. */
export const evaluationRuns = pgTable(
  "evaluation_runs",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    setId: uuid().notNull(),
    /** How many are measured, and how many of them have been. */
    questions: integer().notNull(),
    measured: integer().notNull().default(0),
    /** Its last sign of life; null once it has ended. */
    beatAt: at(),
    /** Metrics by name, and per question what was found where; null unless it's done. */
    report: jsonb(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "evaluation_runs_set",
      columns: [table.tenantId, table.setId],
      foreignColumns: [evaluationSets.tenantId, evaluationSets.id],
    }).onDelete("cascade"),
    index("evaluation_runs_order").on(table.tenantId, table.setId, table.createdAt),
  ],
);
