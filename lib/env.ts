import { z } from "zod";

const text = z.string().optional();
const flag = z.preprocess((value) => value === "1" || value === "true", z.boolean());
/** Whether what is sent to a server stays within the installation. */
const residency = z.enum(["local", "external"]).default("external");
const count = (fallback: number) => z.coerce.number().int().nonnegative().default(fallback);

const envSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),

  // Where it listens and where it keeps things.
  HOST: z.string().default("127.0.0.1"),
  PORT: count(3000),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: text,
  DATABASE_POOL_MAX: count(10),

  // Identity.
  NEXTAUTH_URL: text,
  NEXTAUTH_SECRET: text,
  SECRETS_KEY: text,
  OIDC_ISSUER: text,
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET: text,
  OIDC_NAME: z.string().default("Single sign-on"),
  OIDC_TENANT: text,

  // The first tenant, made at boot when all four are set or made on the setup page when none is.
  BOOTSTRAP_TENANT: text,
  BOOTSTRAP_ADMIN_EMAIL: text,
  BOOTSTRAP_ADMIN_PASSWORD: text,
  BOOTSTRAP_API_KEY: text,

  // Models. With none of these the built-in models answer.
  OPENAI_API_KEY: text,
  ANTHROPIC_API_KEY: text,
  GOOGLE_GENERATIVE_AI_API_KEY: text,
  OPENAI_COMPATIBLE_BASE_URL: text,
  OPENAI_COMPATIBLE_API_KEY: text,
  OPENAI_COMPATIBLE_CHAT_MODELS: text,
  OPENAI_COMPATIBLE_RESIDENCY: residency,
  OPENAI_COMPATIBLE_EMBEDDING_MODEL: text,
  OPENAI_COMPATIBLE_EMBEDDING_QUERY_PREFIX: text,
  OPENAI_COMPATIBLE_EMBEDDING_DOCUMENT_PREFIX: text,
  COHERE_API_KEY: text,
  VOYAGE_API_KEY: text,
  VOYAGE_BASE_URL: z.string().default("https://api.voyageai.com/v1"),
  JINA_API_KEY: text,
  RERANK_BASE_URL: text,
  RERANK_API_KEY: text,
  RERANK_RESIDENCY: residency,
  CHAT_MODEL: text,
  EMBEDDING_MODEL: text,
  RERANK_MODEL: text,
  MODERATION_MODEL: text,
  JUDGE_MODEL: text,
  LOCAL_MODELS_DIR: text,
  MODEL_HUB_URL: z.string().default("https://huggingface.co"),

  // Limits.
  UPLOAD_BYTES_MAX: count(50 * 1024 * 1024),
  CHAT_REQUESTS_PER_MINUTE: count(6000),
  TENANT_CHAT_REQUESTS_PER_MINUTE: count(12_000),
  MONTHLY_BUDGET_USD: z.coerce.number().nonnegative().default(0),
  SPEND_PER_HOUR_MAX_USD: z.coerce.number().nonnegative().default(0),

  // Looking after it. The other OTEL_EXPORTER_OTLP_* are read by the exporter itself.
  METRICS_TOKEN: text,
  OTEL_EXPORTER_OTLP_ENDPOINT: text,
  OTEL_EXPORTER_OTLP_HEADERS: text,
  OTEL_SERVICE_NAME: z.string().default("lectern"),
  OTEL_RESOURCE_ATTRIBUTES: text,
  OTEL_TRACES_SAMPLER: z.string().default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),

  // Optional parts.
  REDIS_URL: text,
  UNSTRUCTURED_API_URL: text,
  UNSTRUCTURED_API_KEY: text,
  BM25_TIER: z.enum(["auto", "sql"]).default("auto"),
  INGEST_CONCURRENCY: count(2),
  EMBEDDING_CONCURRENCY: count(4),
  OCR_LANGUAGES: z.string().default("eng"),
  SMTP_URL: text,
  MAIL_FROM: text,
  SOURCE_FOLDERS: text,
  SOURCE_NETWORKS: text,
  WORKER_WAKE_HOST: z.string().default("127.0.0.1"),
  TRUST_PROXY: flag,
});

export type Env = z.infer<typeof envSchema>;

let parsed: Env | undefined;

/**
 * The process environment, checked once. Throws one error that names every bad key. Empty strings count as absent, so that
 * `OPENAI_API_KEY=` in a .env file means "not configured" and `PORT=` the default.
 * `.env.example` documents each key; a test keeps the two equal.
 */
export function env(): Env {
  if (parsed) return parsed;
  const given = Object.entries(process.env).filter(([, value]) => value !== "");
  const result = envSchema.safeParse(Object.fromEntries(given));
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not valid. ${problems.join("; ")}`);
  }
  parsed = result.data;
  return parsed;
}

/** The keys Lectern reads, for the test that keeps `.env.example` complete. */
export const envKeys = Object.keys(envSchema.shape);
