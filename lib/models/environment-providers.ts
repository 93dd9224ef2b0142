import { env } from "../env.ts";
import type { ModelKind, ProviderApi } from "./model-spec.ts";

/** How a provider is reached, and what goes for calls to it. Holds its key: never log it. */
export interface Connection {
  api: ProviderApi;
  apiKey: string | undefined;
  /** Null: where its SDK looks for it. */
  baseUrl: string | null;
  residency: "local" | "external";
  /** Calls at a time from one process; null: no limit. */
  concurrencyMax: number | null;
  /** The share of calls that fail on purpose. */
  chaosShare: number;
}

/** The connection that the environment sets up under this name, for models of this kind; undefined where it sets up none. */
export function environmentConnection(name: string, kind: ModelKind): Connection | undefined {
  const e = env();
  switch (name) {
    case "openai":
      return withKey(name, e.OPENAI_API_KEY);
    case "anthropic":
      return withKey(name, e.ANTHROPIC_API_KEY);
    case "google":
      return withKey(name, e.GOOGLE_GENERATIVE_AI_API_KEY);
    case "cohere":
      return withKey(name, e.COHERE_API_KEY);
    case "voyage":
      return withKey(name, e.VOYAGE_API_KEY, e.VOYAGE_BASE_URL);
    case "jina":
      return withKey(name, e.JINA_API_KEY);
    case "openai-compatible":
      return kind === "rerank" ? rerankServer() : compatibleServer();
    default:
      return undefined;
  }
}

const plain = { residency: "external", concurrencyMax: null, chaosShare: 0 } as const;

function withKey(api: ProviderApi, apiKey: string | undefined, baseUrl: string | null = null) {
  return apiKey ? { ...plain, api, apiKey, baseUrl } : undefined;
}

function compatibleServer(): Connection | undefined {
  const {
    OPENAI_COMPATIBLE_BASE_URL: baseUrl,
    OPENAI_COMPATIBLE_API_KEY: apiKey,
    OPENAI_COMPATIBLE_RESIDENCY: residency,
  } = env();
  return baseUrl ? { ...plain, api: "openai-compatible", apiKey, baseUrl, residency } : undefined;
}

/** A key goes only to the server that it is for. */
function rerankServer(): Connection | undefined {
  const { RERANK_BASE_URL: baseUrl, RERANK_API_KEY: apiKey, RERANK_RESIDENCY: residency } = env();
  if (baseUrl) return { ...plain, api: "openai-compatible", apiKey, baseUrl, residency };
  const server = compatibleServer();
  return server && { ...server, apiKey: apiKey ?? server.apiKey };
}

/** The names that the environment's providers have. */
export const environmentProviders = [
  "openai",
  "anthropic",
  "google",
  "cohere",
  "voyage",
  "jina",
  "openai-compatible",
] as const satisfies ProviderApi[];
