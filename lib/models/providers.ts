import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { EmbeddingModelV4, LanguageModelV4, SharedV4ProviderOptions } from "@ai-sdk/provider";
import { defaultSettingsMiddleware, wrapLanguageModel } from "ai";
import { env } from "../env.ts";
import { createExtractiveModel } from "./builtin/extractive.ts";
import type { ModelSpec } from "./catalog.ts";

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
    case "openai-compatible":
      return compatible().embeddingModel(spec.name);
    default:
      throw new Error(`${spec.provider} has no embedding models`);
  }
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
