import { env } from "../env.ts";
import { dimensionsOf } from "./embedding-family.ts";
import { localModels } from "./local/local-models.ts";
import { findModelFolder, repositoryOf } from "./local/model-folder.ts";

export type Provider =
  | "builtin"
  | "openai"
  | "anthropic"
  | "google"
  | "cohere"
  | "voyage"
  | "jina"
  | "openai-compatible"
  | "local";

export interface ModelSpec {
  /** `provider/name`, as requests and the ledger call it. */
  id: string;
  provider: Provider;
  /** The provider's own name for it. */
  name: string;
  kind: "chat" | "embedding" | "rerank";
  contextTokens: number;
  /** USD per million tokens. */
  inputPrice: number;
  outputPrice: number;
  /** USD per thousand calls, where calls are what is charged for. */
  callPrice?: number;
  /** Length of an embedding; 0 for other kinds. */
  dimensions: number;
}

const chat = (
  provider: Provider,
  name: string,
  contextTokens: number,
  inputPrice: number,
  outputPrice: number,
): ModelSpec => ({
  id: `${provider}/${name}`,
  provider,
  name,
  kind: "chat",
  contextTokens,
  inputPrice,
  outputPrice,
  dimensions: 0,
});

const embedding = (
  provider: Provider,
  name: string,
  dimensions: number,
  inputPrice: number,
  contextTokens = 8191,
): ModelSpec => ({
  ...chat(provider, name, contextTokens, inputPrice, 0),
  kind: "embedding",
  dimensions,
});

const reranker = (
  provider: Provider,
  name: string,
  contextTokens: number,
  price: { input?: number; call?: number } = {},
): ModelSpec => ({
  ...chat(provider, name, contextTokens, price.input ?? 0, 0),
  kind: "rerank",
  callPrice: price.call,
});

/**
 * What can be named without further setup, the first of a provider being its default. Prices are the providers' list
 * prices as of 2025-11; for a model that isn't listed, `unlistedPrice` errs on the high side, so that a budget holds.
 */
const catalog: ModelSpec[] = [
  chat("openai", "gpt-5-mini", 400_000, 0.25, 2),
  chat("openai", "gpt-5.1", 400_000, 1.25, 10),
  chat("openai", "gpt-5-nano", 400_000, 0.05, 0.4),
  chat("openai", "gpt-4.1-mini", 1_047_576, 0.4, 1.6),
  chat("anthropic", "claude-haiku-4-5", 200_000, 1, 5),
  chat("anthropic", "claude-sonnet-4-5", 200_000, 3, 15),
  chat("google", "gemini-2.5-flash", 1_048_576, 0.3, 2.5),
  chat("google", "gemini-2.5-pro", 1_048_576, 1.25, 10),
  embedding("openai", "text-embedding-3-small", 1536, 0.02),
  embedding("openai", "text-embedding-3-large", 3072, 0.13),
  embedding("google", "gemini-embedding-001", 3072, 0.15, 2048),
  embedding("cohere", "embed-v4.0", 1536, 0.12, 128_000),
  embedding("cohere", "embed-multilingual-v3.0", 1024, 0.1, 512),
  embedding("voyage", "voyage-3.5", 1024, 0.06, 32_000),
  embedding("voyage", "voyage-3.5-lite", 1024, 0.02, 32_000),
  embedding("voyage", "voyage-3-large", 1024, 0.18, 32_000),
  reranker("cohere", "rerank-v3.5", 4096, { call: 2 }),
  reranker("voyage", "rerank-2.5", 32_000, { input: 0.05 }),
  reranker("voyage", "rerank-2.5-lite", 32_000, { input: 0.02 }),
  reranker("jina", "jina-reranker-v2-base-multilingual", 1024, { input: 0.05 }),
  reranker("jina", "jina-reranker-m0", 10_240, { input: 0.05 }),
];

const unlistedPrice = { input: 5, output: 25, rerankInput: 0.5, rerankCall: 5 };

export const extractiveModel = chat("builtin", "extractive", 1_000_000, 0, 0);
const hashEmbed = embedding("builtin", "hash-embed", 384, 0);
const featuresRerank = reranker("builtin", "features", 1_000_000);

/** Whether the environment lets us call this model's provider; of a local one, whether its files are here. */
function isConfigured({ provider, kind, name }: ModelSpec): boolean {
  const e = env();
  switch (provider) {
    case "builtin":
      return true;
    case "openai":
      return Boolean(e.OPENAI_API_KEY);
    case "anthropic":
      return Boolean(e.ANTHROPIC_API_KEY);
    case "google":
      return Boolean(e.GOOGLE_GENERATIVE_AI_API_KEY);
    case "cohere":
      return Boolean(e.COHERE_API_KEY);
    case "voyage":
      return Boolean(e.VOYAGE_API_KEY);
    case "jina":
      return Boolean(e.JINA_API_KEY);
    case "openai-compatible":
      return Boolean(e.OPENAI_COMPATIBLE_BASE_URL || (kind === "rerank" && e.RERANK_BASE_URL));
    case "local":
      return findModelFolder(repositoryOf(name)) !== undefined;
  }
}

/** Models on an OpenAI-compatible endpoint are named by the operator; running one's own costs nothing per token. */
function compatibleModels(): ModelSpec[] {
  const e = env();
  const names = (e.OPENAI_COMPATIBLE_CHAT_MODELS ?? "").split(",").map((name) => name.trim());
  const chats = names.filter(Boolean).map((name) => chat("openai-compatible", name, 128_000, 0, 0));
  const { name, dimensions } = splitDimensions(e.OPENAI_COMPATIBLE_EMBEDDING_MODEL ?? "");
  return name ? [...chats, embedding("openai-compatible", name, dimensions, 0)] : chats;
}

/**
 * `bge-m3:1024` as its name and the length of its vectors, which for known models may be left out. A name may hold colons, as
 * Ollama's do: `bge-m3:latest:1024`.
 */
function splitDimensions(text: string): { name: string; dimensions: number } {
  const [, name = "", dimensions] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { name, dimensions: dimensions ? Number(dimensions) : dimensionsOf(name) };
}

const localSpecs = localModels.map(({ id, kind, dimensions, contextTokens }) => {
  const name = id.slice("local/".length);
  return kind === "embedding"
    ? embedding("local", name, dimensions, 0, contextTokens)
    : reranker("local", name, contextTokens);
});

/** Models that CHAT_MODEL, EMBEDDING_MODEL and RERANK_MODEL name and the catalog doesn't list. */
function namedByOperator(): ModelSpec[] {
  const { CHAT_MODEL, EMBEDDING_MODEL, RERANK_MODEL } = env();
  const known = new Set([...catalog, ...localSpecs, ...compatibleModels()].map((model) => model.id));
  const unlisted = (id: string | undefined) => {
    const named = splitId(id);
    return named && !known.has(named.id) ? named : undefined;
  };
  const specs: ModelSpec[] = [];
  const chatName = unlisted(CHAT_MODEL);
  if (chatName)
    specs.push(chat(chatName.provider, chatName.name, 128_000, unlistedPrice.input, unlistedPrice.output));
  const { name: embeddingId, dimensions } = splitDimensions(EMBEDDING_MODEL ?? "");
  const embeddingName = unlisted(embeddingId);
  if (embeddingName) {
    const { provider, name } = embeddingName;
    specs.push(embedding(provider, name, dimensions, provider === "local" ? 0 : unlistedPrice.input));
  }
  const rerankName = unlisted(RERANK_MODEL);
  if (rerankName) specs.push(unlistedReranker(rerankName.provider, rerankName.name));
  return specs;
}

function unlistedReranker(provider: Provider, name: string): ModelSpec {
  if (provider === "local" || provider === "openai-compatible") return reranker(provider, name, 512);
  const { rerankInput: input, rerankCall: call } = unlistedPrice;
  return reranker(provider, name, 512, provider === "cohere" ? { call } : { input });
}

const providers: readonly string[] = [
  "openai",
  "anthropic",
  "google",
  "cohere",
  "voyage",
  "jina",
  "openai-compatible",
  "local",
] satisfies Provider[];

function splitId(id: string | undefined): { id: string; provider: Provider; name: string } | undefined {
  const slash = id?.indexOf("/") ?? -1;
  const provider = id?.slice(0, slash);
  if (!id || slash < 1 || !provider || !providers.includes(provider)) return undefined;
  return { id, provider: provider as Provider, name: id.slice(slash + 1) };
}

const builtinModels = [extractiveModel, hashEmbed, featuresRerank];

/** Whether they can be called or not. */
function knownModels(): ModelSpec[] {
  return [...namedByOperator(), ...compatibleModels(), ...catalog, ...localSpecs, ...builtinModels];
}

/** Every model that can be called right now, those that run here last. */
export function listModels(): ModelSpec[] {
  return knownModels().filter(isConfigured);
}

/** The model under this id, undefined where there is none or its provider isn't configured. */
export function findModel(id: string): ModelSpec | undefined {
  const known = knownModels().find((model) => model.id === id);
  return known && isConfigured(known) ? known : undefined;
}

/** Chat models in the order in which they are tried: CHAT_MODEL, then one per configured provider, then the built-in. */
export function chatModelChain(): ModelSpec[] {
  const chats = listModels().filter((model) => model.kind === "chat");
  const preferred = chats.find((model) => model.id === env().CHAT_MODEL);
  const firstOfProvider = chats.filter(
    (model, i) => chats.findIndex((other) => other.provider === model.provider) === i,
  );
  return [...new Set(preferred ? [preferred, ...firstOfProvider] : firstOfProvider)];
}

/** What new collections are embedded with: EMBEDDING_MODEL, else the first configured provider's, else the built-in. */
export function defaultEmbeddingModel(): ModelSpec {
  const embeddings = listModels().filter((model) => model.kind === "embedding");
  const preferred = splitDimensions(env().EMBEDDING_MODEL ?? "").name;
  return embeddings.find((model) => model.id === preferred) ?? embeddings[0] ?? hashEmbed;
}

/** RERANK_MODEL asks for the fused order as it is. */
const noReranker = "none";

/** What puts candidates in order: RERANK_MODEL, or else the built-in one; null where it says `none`. */
export function rerankModel(): ModelSpec | null {
  const { RERANK_MODEL } = env();
  if (RERANK_MODEL === noReranker) return null;
  const preferred = RERANK_MODEL ? findModel(RERANK_MODEL) : undefined;
  return preferred?.kind === "rerank" ? preferred : featuresRerank;
}

/**
 * The vocabulary by which texts for an embedding model are counted, whether it's configured or not: OpenAI's text-embedding
 * models have cl100k_base. For any other it is o200k_base, which counts within about a fifth of theirs; the built-in one has no
 * vocabulary, and its chunks are measured by what chat models make of them.
 */
export function tokenizerOf(embeddingModelId: string): "cl100k_base" | "o200k_base" {
  return embeddingModelId.startsWith("openai/text-embedding-") ? "cl100k_base" : "o200k_base";
}

/** What is weaker than it could be, one plain sentence each, for the models page. */
export function degradations(): string[] {
  const found: string[] = [];
  const { EMBEDDING_MODEL, RERANK_BASE_URL, RERANK_MODEL } = env();
  if (chatModelChain()[0]?.provider === "builtin")
    found.push(
      "No chat model is configured: answers are made of quoted sentences. Set a provider's key to have them written.",
    );
  if (defaultEmbeddingModel().provider === "builtin")
    found.push(
      "No embedding model is configured: search goes by words, not by meaning. Fetch one here or set a provider's key.",
    );
  const unusable = (key: string, id: string | undefined, kind: ModelSpec["kind"], given = id) => {
    if (id && findModel(id)?.kind !== kind)
      found.push(`${key} is ${given}, but there is no such model or its provider isn't set up.`);
  };
  unusable("CHAT_MODEL", env().CHAT_MODEL, "chat");
  unusable("EMBEDDING_MODEL", splitDimensions(EMBEDDING_MODEL ?? "").name, "embedding", EMBEDDING_MODEL);
  if (RERANK_MODEL !== noReranker) unusable("RERANK_MODEL", RERANK_MODEL, "rerank");
  if (RERANK_BASE_URL && !RERANK_MODEL)
    found.push(
      "RERANK_BASE_URL is set, but RERANK_MODEL doesn't name its model: the built-in reranker is used.",
    );
  return found;
}

/**
 * Cost of what was used in millionths of a US dollar, rounded up. USD per million tokens is micro-USD per token, and USD per
 * thousand calls a thousand micro-USD per call.
 */
export function costMicroUsd(model: ModelSpec, inputTokens: number, outputTokens: number, calls = 0): number {
  const byCall = calls * (model.callPrice ?? 0) * 1000;
  return Math.ceil(inputTokens * model.inputPrice + outputTokens * model.outputPrice + byCall);
}
