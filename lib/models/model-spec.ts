/** The jobs that models do, and of which each is given to a model: a judge is a chat model that checks what another wrote. */
export const modelRoles = ["chat", "embedding", "rerank", "moderation", "judge"] as const;
export type ModelRole = (typeof modelRoles)[number];
export const modelKinds = ["chat", "embedding", "rerank", "moderation"] as const;
export type ModelKind = (typeof modelKinds)[number];

/** What a model must be to have a role. */
export const kindFor = (role: ModelRole): ModelKind => (role === "judge" ? "chat" : role);

/** Whose API is spoken to. */
export type ProviderApi =
  | "builtin"
  | "openai"
  | "anthropic"
  | "google"
  | "cohere"
  | "voyage"
  | "jina"
  | "openai-compatible"
  | "local";

/**
 * What a chat model can do beyond writing text. `prefill`: goes on from an answer's beginning given as its own message.
 * `cache-markers`: caches the prompt up to a mark; others do so by themselves or not at all. `batch`: half price when nobody waits.
 */
export type Capability =
  | "tools"
  | "images"
  | "reasoning"
  | "logprobs"
  | "prefill"
  | "cache-markers"
  | "batch";

export interface ModelSpec {
  /** `provider/name`, as requests and the ledger call it. */
  id: string;
  /** One of the environment, which is called as its API is, or the name that an operator gave. */
  provider: string;
  /** The provider's own name for it. */
  name: string;
  kind: ModelKind;
  contextTokens: number;
  /** USD per million tokens. */
  inputPrice: number;
  outputPrice: number;
  /** Of input that the provider had in its cache, and of input that it put there; the same as other input where absent. */
  cachedInputPrice?: number;
  cacheWritePrice?: number;
  /** USD per thousand calls, where calls are what is charged for. */
  callPrice?: number;
  /** Length of an embedding; 0 for other kinds. */
  dimensions: number;
  /** Whether what is sent to it stays within the installation. */
  residency: "local" | "external";
  /** Absent: nothing is known. */
  capabilities?: readonly Capability[];
}

type Given = Pick<ModelSpec, "provider" | "name" | "kind"> & Partial<ModelSpec>;

/** A model of which only this is known: it costs nothing, remembers 128,000 tokens and is somebody else's computer. */
export function modelSpec(given: Given): ModelSpec {
  return {
    id: `${given.provider}/${given.name}`,
    contextTokens: 128_000,
    inputPrice: 0,
    outputPrice: 0,
    dimensions: 0,
    residency: "external",
    ...given,
  };
}

export interface FurtherUsage {
  /** Of the input tokens, those that the provider had in its cache, and those that it put there. */
  cachedInputTokens?: number;
  cacheWriteTokens?: number;
  /** Where calls are charged for. */
  calls?: number;
}

/**
 * Cost of what was used in millionths of a US dollar, rounded up. USD per million tokens is micro-USD per token, and USD per
 * thousand calls a thousand micro-USD per call.
 */
export function costMicroUsd(
  model: ModelSpec,
  inputTokens: number,
  outputTokens: number,
  { cachedInputTokens = 0, cacheWriteTokens = 0, calls = 0 }: FurtherUsage = {},
): number {
  const { inputPrice, cachedInputPrice = inputPrice, cacheWritePrice = inputPrice } = model;
  const uncached = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  const input =
    uncached * inputPrice + cachedInputTokens * cachedInputPrice + cacheWriteTokens * cacheWritePrice;
  const byCall = calls * (model.callPrice ?? 0) * 1000;
  return Math.ceil(input + outputTokens * model.outputPrice + byCall);
}
