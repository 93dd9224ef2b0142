import { type Capability, type ModelSpec, modelSpec, type ProviderApi } from "./model-spec.ts";

/** When the prices below were read from the providers' lists, as year and month. */
export const pricesAsOf = "2025-11";

const chat = (
  provider: ProviderApi,
  name: string,
  contextTokens: number,
  [inputPrice, cachedInputPrice, outputPrice]: [input: number, cached: number, output: number],
  capabilities: Capability[],
): ModelSpec =>
  modelSpec({
    provider,
    name,
    kind: "chat",
    contextTokens,
    inputPrice,
    cachedInputPrice,
    outputPrice,
    capabilities,
  });

const embedding = (
  provider: ProviderApi,
  name: string,
  dimensions: number,
  inputPrice: number,
  contextTokens = 8191,
): ModelSpec => modelSpec({ provider, name, kind: "embedding", contextTokens, inputPrice, dimensions });

const reranker = (
  provider: ProviderApi,
  name: string,
  contextTokens: number,
  price: Pick<ModelSpec, "callPrice"> | Pick<ModelSpec, "inputPrice">,
): ModelSpec => modelSpec({ provider, name, kind: "rerank", contextTokens, ...price });

const reasoner: Capability[] = ["tools", "images", "reasoning", "batch"];
const claude: Capability[] = ["tools", "images", "prefill", "cache-markers", "batch"];
/** Who keeps what is marked charges for that: Anthropic a quarter more than for other input. */
export const withCacheWrites = (spec: ModelSpec): ModelSpec => ({
  ...spec,
  cacheWritePrice: spec.inputPrice * 1.25,
});

/**
 * What can be named without further setup, the first of a provider being its default. Prices are the providers' list prices of
 * `pricesAsOf`, for prompts of usual length; `unlistedPrice` is for the rest. Nothing renews them: an operator who pays other prices
 * adds the provider on the models page with those.
 */
export const listedModels: readonly ModelSpec[] = [
  chat("openai", "gpt-5-mini", 400_000, [0.25, 0.025, 2], reasoner),
  chat("openai", "gpt-5.1", 400_000, [1.25, 0.125, 10], reasoner),
  chat("openai", "gpt-5-nano", 400_000, [0.05, 0.005, 0.4], reasoner),
  chat("openai", "gpt-4.1-mini", 1_047_576, [0.4, 0.1, 1.6], ["tools", "images", "logprobs", "batch"]),
  withCacheWrites(chat("anthropic", "claude-haiku-4-5", 200_000, [1, 0.1, 5], claude)),
  withCacheWrites(chat("anthropic", "claude-sonnet-4-5", 200_000, [3, 0.3, 15], claude)),
  withCacheWrites(chat("anthropic", "claude-opus-4-5", 200_000, [5, 0.5, 25], claude)),
  chat("google", "gemini-2.5-flash", 1_048_576, [0.3, 0.03, 2.5], reasoner),
  chat("google", "gemini-2.5-pro", 1_048_576, [1.25, 0.125, 10], reasoner),
  embedding("openai", "text-embedding-3-small", 1536, 0.02),
  embedding("openai", "text-embedding-3-large", 3072, 0.13),
  embedding("google", "gemini-embedding-001", 3072, 0.15, 2048),
  embedding("cohere", "embed-v4.0", 1536, 0.12, 128_000),
  embedding("cohere", "embed-multilingual-v3.0", 1024, 0.1, 512),
  embedding("voyage", "voyage-3.5", 1024, 0.06, 32_000),
  embedding("voyage", "voyage-3.5-lite", 1024, 0.02, 32_000),
  embedding("voyage", "voyage-3-large", 1024, 0.18, 32_000),
  reranker("cohere", "rerank-v3.5", 4096, { callPrice: 2 }),
  reranker("voyage", "rerank-2.5", 32_000, { inputPrice: 0.05 }),
  reranker("voyage", "rerank-2.5-lite", 32_000, { inputPrice: 0.02 }),
  reranker("jina", "jina-reranker-v2-base-multilingual", 1024, { inputPrice: 0.05 }),
  reranker("jina", "jina-reranker-m0", 10_240, { inputPrice: 0.05 }),
  modelSpec({
    provider: "openai",
    name: "omni-moderation-latest",
    kind: "moderation",
    contextTokens: 32_000,
  }),
];

/** For models that aren't listed: above what most cost, so that a budget holds. */
export const unlistedPrice = { input: 5, output: 25, rerankInput: 0.5, rerankCall: 5 };
