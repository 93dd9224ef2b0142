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
import { env } from "../env.ts";
import { createExtractiveModel } from "./builtin/extractive.ts";
import type { ModelSpec } from "./catalog.ts";
import { createLocalEmbeddingModel } from "./local/local-embedding-model.ts";
import { createLocalRerankingModel } from "./local/local-reranking-model.ts";
import { createRerankingApiModel } from "./reranking-api-model.ts";
import { createVoyageEmbeddingModel } from "./voyage-embedding-model.ts";

/** The sole importer of provider SDKs: a catalog entry as a model that the AI SDK can call. */
export function languageModel(spec: ModelSpec): LanguageModelV4 {
  switch (spec.provider) {
    case "builtin":
      return createExtractiveModel();
    case "openai":
      return thinkingLittle(createOpenAI({ apiKey: env().OPENAI_API_KEY })(spec.name));
    case "anthropic":
      return createAnthropic({ apiKey: env().ANTHROPIC_API_KEY })(spec.name);
    case "google":
      return thinkingLittle(
        createGoogleGenerativeAI({ apiKey: env().GOOGLE_GENERATIVE_AI_API_KEY })(spec.name),
      );
    case "openai-compatible":
      return compatible()(spec.name);
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
  switch (spec.provider) {
    case "openai":
      return createOpenAI({ apiKey: env().OPENAI_API_KEY }).embeddingModel(spec.name);
    case "google":
      return createGoogleGenerativeAI({ apiKey: env().GOOGLE_GENERATIVE_AI_API_KEY }).embeddingModel(
        spec.name,
      );
    case "cohere":
      return createCohere({ apiKey: env().COHERE_API_KEY }).embeddingModel(spec.name);
    case "voyage":
      return createVoyageEmbeddingModel({ name: spec.name, ...voyage() });
    case "openai-compatible":
      return compatible().embeddingModel(spec.name);
    case "local":
      return createLocalEmbeddingModel(spec);
    default:
      throw new Error(`${spec.provider} has no embedding models`);
  }
}

/** The reranker of a catalog entry; the built-in one is not an SDK model, see lib/retrieval/rerank.ts. Throws for providers without. */
export function rerankingModel(spec: ModelSpec): RerankingModelV4 {
  const { name } = spec;
  switch (spec.provider) {
    case "cohere":
      return createCohere({ apiKey: env().COHERE_API_KEY }).reranking(name);
    case "voyage":
      return createRerankingApiModel({ provider: "voyage", name, ...voyage() });
    case "jina":
      return createRerankingApiModel({
        provider: "jina",
        name,
        baseUrl: "https://api.jina.ai/v1",
        apiKey: env().JINA_API_KEY,
      });
    case "openai-compatible":
      return createRerankingApiModel({ provider: "openai-compatible", name, ...rerankServer() });
    case "local":
      return createLocalRerankingModel(spec);
    default:
      throw new Error(`${spec.provider} has no rerankers`);
  }
}

const voyage = () => ({ baseUrl: env().VOYAGE_BASE_URL, apiKey: env().VOYAGE_API_KEY });

/** A key goes only to the server that it is for. */
function rerankServer() {
  const { RERANK_BASE_URL, RERANK_API_KEY, OPENAI_COMPATIBLE_BASE_URL, OPENAI_COMPATIBLE_API_KEY } = env();
  return RERANK_BASE_URL
    ? { baseUrl: RERANK_BASE_URL, apiKey: RERANK_API_KEY }
    : { baseUrl: OPENAI_COMPATIBLE_BASE_URL ?? "", apiKey: RERANK_API_KEY ?? OPENAI_COMPATIBLE_API_KEY };
}

function littleThinking(name: string): SharedV4ProviderOptions | undefined {
  if (/^(gpt-5|o\d)/.test(name)) return { openai: { reasoningEffort: "low" } };
  if (/^gemini-(2\.5|[3-9])/.test(name)) return { google: { thinkingConfig: { thinkingBudget: 512 } } };
  return undefined;
}

function compatible() {
  const { OPENAI_COMPATIBLE_BASE_URL: baseURL, OPENAI_COMPATIBLE_API_KEY: apiKey } = env();
  if (!baseURL) throw new Error("OPENAI_COMPATIBLE_BASE_URL is not set");
  return createOpenAICompatible({ name: "openai-compatible", baseURL, apiKey, includeUsage: true });
}
