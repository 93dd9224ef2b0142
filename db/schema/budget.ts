import { bigint, boolean, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { BudgetPeriod, BudgetScope } from "../../lib/budget-schemas.ts";
import { at, createdAt, id, tenants, users } from "./identity.ts";

const amount = () => bigint({ mode: "number" }).notNull().default(0);

/** What may be spent, by whom, in which period. A hard one refuses what it doesn't cover; a soft one is only watched. */
export const budgets = pgTable(
  "budgets",
  {
    id: id(),
    /** Null: of the whole installation, and an operator's. */
    tenantId: uuid().references(() => tenants.id, { onDelete: "cascade" }),
    scope: text().$type<BudgetScope>().notNull(),
    /** A person's or key's id, or a feature; null: each person or key by itself, or all of it. */
    subject: text(),
    period: text().$type<BudgetPeriod>().notNull(),
    /** Null: not capped in this unit. */
    microUsdMax: bigint({ mode: "number" }),
    tokensMax: bigint({ mode: "number" }),
    isHard: boolean().notNull().default(true),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    changedAt: createdAt(),
  },
  (table) => [
    unique("budgets_subject").on(table.tenantId, table.scope, table.subject, table.period).nullsNotDistinct(),
  ],
);

/**
 * What is spent of a budget in one of its periods (UTC). Locked by each reservation and settlement, so that parallel requests pass
 * one by one. `budget` is the id of one above, or the name of a cap of the environment (lectern_reserve_budget).
 */
export const budgetPeriods = pgTable(
  "budget_periods",
  {
    budget: text().notNull(),
    /** Whose it is where a budget is for each: a person's, key's or tenant's id. Else empty. */
    subject: text().notNull(),
    startsAt: at().notNull(),
    tenantId: uuid().references(() => tenants.id, { onDelete: "cascade" }),
    spentMicroUsd: amount(),
    spentTokens: amount(),
    /** Of it, what processes that died had reserved: nobody can know what they spent, so all of it counts. */
    lostMicroUsd: amount(),
    lostTokens: amount(),
  },
  (table) => [
    primaryKey({ columns: [table.budget, table.subject, table.startsAt] }),
    index("budget_periods_tenant").on(table.tenantId),
  ],
);

/** What running requests may yet spend: a row for each budget that a request's hold counts against. */
export const budgetHolds = pgTable(
  "budget_holds",
  {
    id: uuid().notNull(),
    budget: text().notNull(),
    subject: text().notNull(),
    startsAt: at().notNull(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    /** The one feature whose part this budget counts; null: all. */
    feature: text(),
    microUsd: amount(),
    tokens: amount(),
    /** Past it the process that held it has died, and it's reclaimed. */
    expiresAt: at().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.budget, table.subject, table.startsAt, table.id] }),
    index("budget_holds_id").on(table.id),
    index("budget_holds_expiry").on(table.expiresAt),
  ],
);
