import { index, jsonb, pgTable, real, text, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, tenants } from "./identity.ts";

/** What a guard decided against, and what became of an appeal. Holds no question or answer unless its person appeals. */
export const guardVerdicts = pgTable(
  "guard_verdicts",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid(),
    requestId: text().notNull(),
    /** The answer that was refused or changed. */
    messageId: uuid(),
    /** What was looked at. */
    guard: text().$type<"question" | "document" | "answer">().notNull(),
    /** What was found. */
    finding: text()
      .$type<"injection" | "hidden-characters" | "personal-data" | "secret" | "link" | "moderation">()
      .notNull(),
    action: text().$type<"flagged" | "masked" | "refused">().notNull(),
    /** 0 to 1; null where nothing is scored. */
    score: real(),
    /** One plain sentence. */
    reason: text().notNull(),
    /** Figures behind it, no text. */
    details: jsonb().$type<Record<string, number | string>>(),
    createdAt: createdAt(),
    appealedAt: at(),
    /** What the person says, with the question, which they show the admins by appealing. */
    appeal: text(),
    appealedText: text(),
    reviewedAt: at(),
    review: text().$type<"upheld" | "overturned">(),
  },
  (table) => [index("guard_verdicts_recent").on(table.tenantId, table.createdAt)],
);
