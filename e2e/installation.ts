import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const port = Number(process.env.E2E_PORT || 3210);
const providerPort = Number(process.env.E2E_PROVIDER_PORT || 4210);
const origin = `http://127.0.0.1:${port}`;
const providerUrl = `http://127.0.0.1:${providerPort}`;

const admin = { email: "admin@example.com", password: "correct horse battery staple" };
const apiKey = "lectern_e2e_0123456789abcdef0123456789abcdef";
/** Holds `running.json`, where the process ids of web and worker are. */
const dataDir = process.env.E2E_DATA_DIR || join(tmpdir(), "lectern-e2e");

/** A folder on the server that sources may be read from. */
export const fixturesFolder = fileURLToPath(new URL("fixtures", import.meta.url));

/** The Lectern that the browser tests run against: where it is, who may enter, and the environment it was started with. */
export const installation = {
  origin,
  providerPort,
  providerUrl,
  dataDir,
  admin,
  apiKey,
  environment: {
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: process.env.E2E_DATABASE_URL ?? "",
    NEXTAUTH_URL: "",
    NEXTAUTH_SECRET: "",
    BOOTSTRAP_TENANT: "Acme",
    BOOTSTRAP_ADMIN_EMAIL: admin.email,
    BOOTSTRAP_ADMIN_PASSWORD: admin.password,
    BOOTSTRAP_API_KEY: apiKey,
    OPENAI_API_KEY: "",
    ANTHROPIC_API_KEY: "",
    GOOGLE_GENERATIVE_AI_API_KEY: "",
    OPENAI_COMPATIBLE_BASE_URL: `${providerUrl}/v1`,
    OPENAI_COMPATIBLE_API_KEY: "anything",
    OPENAI_COMPATIBLE_CHAT_MODELS: "fake-large,fake-small",
    OPENAI_COMPATIBLE_EMBEDDING_MODEL: "fake-embed:256",
    OPENAI_COMPATIBLE_RESIDENCY: "",
    SECRETS_KEY: "",
    COHERE_API_KEY: "",
    VOYAGE_API_KEY: "",
    JINA_API_KEY: "",
    RERANK_BASE_URL: "",
    CHAT_MODEL: "",
    EMBEDDING_MODEL: "",
    RERANK_MODEL: "",
    MODERATION_MODEL: "",
    JUDGE_MODEL: "",
    LOCAL_MODELS_DIR: "",
    // Where nobody answers: what is fetched from a hub is tested beside the code.
    MODEL_HUB_URL: "http://127.0.0.1:9",
    UNSTRUCTURED_API_URL: "",
    SOURCE_FOLDERS: fixturesFolder,
    SOURCE_NETWORKS: "",
  },
};
