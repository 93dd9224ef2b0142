import { createAnthropic } from "@ai-sdk/anthropic";
import { createCohere } from "@ai-sdk/cohere";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type {
  EmbeddingModelV4,
  LanguageModelV4,
  RerankingModelV4,
  SharedV4ProviderOptions,
} from "@ai-sdk/provider";
import { defaultSettingsMiddleware, wrapLanguageModel } from "ai";
import { createExtractiveModel } from "./builtin/extractive.ts";
import type { Connection } from "./environment-providers.ts";
import { fetchWithoutRedirects } from "./fetch-without-redirects.ts";
import { createLocalEmbeddingModel } from "./local/local-embedding-model.ts";
import { createLocalRerankingModel } from "./local/local-reranking-model.ts";
import type { ModelSpec } from "./model-spec.ts";
import { connectionOf } from "./provider-settings.ts";
import { createRerankingApiModel } from "./reranking-api-model.ts";
import { compatibleName, readLogprobs } from "./token-confidence.ts";
import { createVoyageEmbeddingModel } from "./voyage-embedding-model.ts";

/** By model and connection, since to set an SDK up takes a millisecond or two. */
const made = new Map<string, LanguageModelV4>();
const madeMax = 100;

/** The sole importer of provider SDKs: a catalog entry as a model that the AI SDK can call. */
export function languageModel(spec: ModelSpec): LanguageModelV4 {
  if (spec.provider === "builtin") return createExtractiveModel();
  const connection = requireConnection(spec);
  const key = JSON.stringify([spec, connection]);
  const model = made.get(key) ?? createLanguageModel(spec, connection);
  if (made.size >= madeMax) made.clear();
  made.set(key, model);
  return model;
}

function createLanguageModel(spec: ModelSpec, connection: Connection): LanguageModelV4 {
  const settings = settingsFor(connection);
  switch (connection.api) {
    case "openai":
      return thinkingLittle(createOpenAI(settings)(spec.name));
    case "anthropic":
      return createAnthropic(settings)(spec.name);
    case "google":
      return thinkingLittle(createGoogleGenerativeAI(settings)(spec.name));
    case "openai-compatible":
      return compatible(spec, connection)(spec.name);
    default:
      throw new Error(`${spec.provider} has no chat models`);
  }
}

/**
 * Models that reason do so at the expense of the answer: both count as output. The evidence is at hand, so little reasoning is
 * enough, and an answer isn't cut off before it began.
 */
function thinkingLittle(model: LanguageModelV4): LanguageModelV4 {
  const providerOptions = littleThinking(model.modelId);
  if (!providerOptions) return model;
  return wrapLanguageModel({
    model,
    middleware: defaultSettingsMiddleware({ settings: { providerOptions } }),
  });
}

/** The embedding model of a catalog entry; the built-in one is not an SDK model, see embed.ts. Throws for providers without. */
export function embeddingModel(spec: ModelSpec): EmbeddingModelV4 {
  const { name, provider } = spec;
  if (provider === "local") return createLocalEmbeddingModel(spec);
  const connection = requireConnection(spec);
  const settings = settingsFor(connection);
  switch (connection.api) {
    case "openai":
      return createOpenAI(settings).embeddingModel(name);
    case "google":
      return createGoogleGenerativeAI(settings).embeddingModel(name);
    case "cohere":
      return createCohere(settings).embeddingModel(name);
    case "voyage":
      return createVoyageEmbeddingModel({ name, ...serverOf(connection, voyageUrl) });
    case "openai-compatible":
      return compatible(spec, connection).embeddingModel(name);
    default:
      throw new Error(`${provider} has no embedding models`);
  }
}

/** The reranker of a catalog entry; the built-in one is not an SDK model, see lib/retrieval/rerank.ts. Throws for providers without. */
export function rerankingModel(spec: ModelSpec): RerankingModelV4 {
  const { name, provider } = spec;
  if (provider === "local") return createLocalRerankingModel(spec);
  const connection = requireConnection(spec);
  switch (connection.api) {
    case "cohere":
      return createCohere(settingsFor(connection)).reranking(name);
    case "voyage":
      return createRerankingApiModel({ provider: "voyage", name, ...serverOf(connection, voyageUrl) });
    case "jina":
      return createRerankingApiModel({ provider: "jina", name, ...serverOf(connection, jinaUrl) });
    case "openai-compatible":
      return createRerankingApiModel({ provider: "openai-compatible", name, ...serverOf(connection, "") });
    default:
      throw new Error(`${provider} has no rerankers`);
  }
}

const voyageUrl = "https://api.voyageai.com/v1";
const jinaUrl = "https://api.jina.ai/v1";

function requireConnection(spec: ModelSpec): Connection {
  const connection = connectionOf(spec);
  if (!connection) throw new Error(`the provider ${spec.provider} isn't set up`);
  return connection;
}

/** What SDKs are made with. An empty key stands for none: without one they'd look into the environment, and into another's there. */
const settingsFor = ({ apiKey, baseUrl }: Connection) => ({
  apiKey: apiKey ?? "",
  baseURL: baseUrl ?? undefined,
  fetch: fetchWithoutRedirects,
});

const serverOf = ({ apiKey, baseUrl }: Connection, usual: string) => ({ apiKey, baseUrl: baseUrl ?? usual });

function littleThinking(name: string): SharedV4ProviderOptions | undefined {
  if (/^(gpt-5|o\d)/.test(name)) return { openai: { reasoningEffort: "low" } };
  if (/^gemini-(2\.5|[3-9])/.test(name)) return { google: { thinkingConfig: { thinkingBudget: 512 } } };
  return undefined;
}

function compatible({ provider: name, capabilities }: ModelSpec, { baseUrl, apiKey }: Connection) {
  if (!baseUrl) throw new Error(`the provider ${name} has no address`);
  return createOpenAICompatible({
    name: compatibleName,
    baseURL: baseUrl,
    apiKey,
    includeUsage: true,
    metadataExtractor: capabilities?.includes("logprobs") ? readLogprobs : undefined,
    fetch: fetchWithoutRedirects,
  });
}
