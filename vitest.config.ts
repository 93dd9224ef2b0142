import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { databaseCount } from "./scripts/vitest-databases.mjs";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)) };
const exclude = ["**/node_modules/**", ".next/**", ".data/**", "e2e/**/*.spec.ts"];
/** Quiet, and the same on every machine: nothing that the developer's own environment says reaches the tests. */
const env = {
  NODE_ENV: "test" as const,
  LOG_LEVEL: "fatal",
  NEXTAUTH_SECRET: "a secret for tests only",
  OPENAI_API_KEY: "",
  ANTHROPIC_API_KEY: "",
  GOOGLE_GENERATIVE_AI_API_KEY: "",
  OPENAI_COMPATIBLE_BASE_URL: "",
  COHERE_API_KEY: "",
  VOYAGE_API_KEY: "",
  JINA_API_KEY: "",
  RERANK_BASE_URL: "",
  CHAT_MODEL: "",
  EMBEDDING_MODEL: "",
  RERANK_MODEL: "",
  LOCAL_MODELS_DIR: "/nowhere",
};

/** Threads that take file after file. begin-test-file.mjs keeps from each what those before it left behind. */
const threads = { pool: "threads" as const, isolate: false };

/** Unit tests touch no database. A file of database tests shares its worker's with those before it, and makes its own tenants. */
export default defineConfig({
  test: {
    passWithNoTests: false,
    // As with browser tests: on a busy machine one may fail that passes the second time, and is named in the summary.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          environment: "node",
          env,
          ...threads,
          maxWorkers: "100%", // Vitest would leave a core free
          setupFiles: "scripts/begin-test-file.mjs",
          testTimeout: 30_000,
          exclude: [...exclude, "**/*.db.test.ts"],
          include: ["**/*.test.{ts,tsx}"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          environment: "node",
          env,
          exclude,
          include: ["**/*.db.test.ts"],
          globalSetup: "scripts/vitest-databases.mjs",
          ...threads,
          maxWorkers: databaseCount,
          setupFiles: ["scripts/begin-test-file.mjs", "scripts/take-test-database.mjs"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
