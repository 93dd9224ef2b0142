import { defineConfig } from "drizzle-kit";

/** `npm run db:generate` compares db/schema with the last snapshot and writes the next migration. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema/*.ts",
  casing: "snake_case",
  out: "./db/migrations",
});
