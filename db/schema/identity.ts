import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import type { ApiKeyScope, Role } from "../../lib/turn.ts";

export const id = () =>
  uuid()
    .primaryKey()
    .$defaultFn(() => uuidv7());
export const at = () => timestamp({ withTimezone: true });
export const createdAt = () => at().notNull().defaultNow();

/** People. Not tenant data: one person may belong to several tenants. Only system queries read this table. */
export const users = pgTable(
  "users",
  {
    id: id(),
    email: text().notNull(),
    name: text().notNull(),
    /** argon2id in PHC form; null for people who sign in by OIDC only. */
    passwordHash: text(),
    isOperator: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("users_email").on(table.email)],
);

/** An identity at an OIDC provider that belongs to a user. */
export const identities = pgTable(
  "identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);

/** One row: whether Lectern has been set up, and the hash of the one-time setup token until then. */
export const installation = pgTable("installation", {
  id: integer().primaryKey().default(1),
  setupTokenHash: text(),
  setupCompletedAt: at(),
});

export const tenants = pgTable("tenants", {
  id: id(),
  name: text().notNull(),
  slug: text().notNull().unique(),
  /** 0 = no cap. */
  monthlyBudgetMicroUsd: bigint({ mode: "number" }).notNull().default(0),
  /** Whether members, and not admins alone, may open how the evidence of their answers was found. */
  membersSeeTraces: boolean().notNull().default(false),
  createdAt: createdAt(),
});

export const memberships = pgTable(
  "memberships",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text().$type<Role>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId] }),
    index("memberships_user").on(table.userId),
  ],
);

/** An invitation is a one-time link by which a person joins a tenant and, when new, sets a password. */
export const invitations = pgTable(
  "invitations",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    email: text().notNull(),
    role: text().$type<Role>().notNull(),
    tokenHash: text().notNull().unique(),
    invitedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    expiresAt: at().notNull(),
    acceptedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [index("invitations_tenant").on(table.tenantId)],
);

/** An API key acts for the member who made it, within its scopes. Only the SHA-256 of the secret is stored. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    createdBy: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** The first characters of the key, by which people tell keys apart. */
    prefix: text().notNull(),
    keyHash: text().notNull().unique(),
    scopes: text().array().$type<ApiKeyScope[]>().notNull(),
    expiresAt: at(),
    revokedAt: at(),
    lastUsedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [index("api_keys_tenant").on(table.tenantId)],
);
