import {
  bigint,
  boolean,
  integer,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, createdAt, id } from "./identity.ts";

/** Model providers that an operator set up on the screen, beside those of the environment. Only system queries read them. */
export const modelProviders = pgTable(
  "model_providers",
  {
    id: id(),
    /** Before the slash of its models' ids. */
    name: text().notNull(),
    /** Whose API it speaks. */
    kind: text()
      .$type<"openai" | "anthropic" | "google" | "cohere" | "voyage" | "jina" | "openai-compatible">()
      .notNull(),
    baseUrl: text(),
    /** Sealed by lib/seal.ts; null where it wants none. */
    sealedKey: text(),
    /** Its last four characters, by which people tell keys apart. */
    keyHint: text(),
    /** Whether what is sent to it stays within the installation. */
    residency: text().$type<"local" | "external">().notNull().default("external"),
    isEnabled: boolean().notNull().default(true),
    /** Calls at a time from one process; null: no limit. */
    concurrencyMax: integer(),
    /** The share of calls that fail on purpose, 0 to 1: an operator's proof that failover works. */
    chaosShare: real().notNull().default(0),
    /** Its chat models tell how likely each of their tokens was, beyond those that the catalog knows to. */
    givesLogprobs: boolean().notNull().default(false),
    createdAt: createdAt(),
    changedAt: createdAt(),
    /** When its key was last tried, and what came of it; null: never, or it worked. */
    checkedAt: at(),
    checkFailure: text(),
  },
  (table) => [uniqueIndex("model_providers_name").on(table.name)],
);

/** The models of such a provider. Prices are USD per million tokens, as in the catalog. */
export const providerModels = pgTable(
  "provider_models",
  {
    providerId: uuid()
      .notNull()
      .references(() => modelProviders.id, { onDelete: "cascade" }),
    kind: text().$type<"chat" | "embedding" | "rerank" | "moderation">().notNull(),
    /** The provider's own name for it. */
    name: text().notNull(),
    /** Its place in the provider's list: the first chat model is the provider's default. */
    ordinal: integer().notNull().default(0),
    contextTokens: bigint({ mode: "number" }).notNull(),
    inputPrice: real().notNull().default(0),
    outputPrice: real().notNull().default(0),
    cachedInputPrice: real(),
    callPrice: real(),
    dimensions: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.kind, table.name] })],
);

/** Which model does a job for the whole installation, by an operator's choice. The environment's word goes before it. */
export const modelRoles = pgTable("model_roles", {
  role: text().$type<"chat" | "embedding" | "rerank" | "moderation" | "judge">().primaryKey(),
  /** A catalog id. */
  modelId: text().notNull(),
  changedAt: createdAt(),
});
