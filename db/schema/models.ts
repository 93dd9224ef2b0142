import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt } from "./identity.ts";

/** Models that this installation keeps on its own disk: fetching → ready | failed; failed → fetching. Of no tenant. */
export const localModels = pgTable("local_models", {
  /** A catalog id. */
  id: text().primaryKey(),
  status: text().$type<"fetching" | "ready" | "failed">().notNull(),
  bytesDone: bigint({ mode: "number" }).notNull().default(0),
  /** Null until the hub has said. */
  bytesTotal: bigint({ mode: "number" }),
  errorMessage: text(),
  updatedAt: createdAt(),
});
