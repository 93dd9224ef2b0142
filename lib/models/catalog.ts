import { env } from "../env.ts";

export type Provider = "builtin" | "openai" | "anthropic" | "google" | "openai-compatible";

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

const embedding = (provider: Provider, name: string, dimensions: number, inputPrice: number): ModelSpec => ({
  id: `${provider}/${name}`,
  provider,
  name,
  kind: "embedding",
  contextTokens: 8191,
  inputPrice,
  outputPrice: 0,
  dimensions,
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
  embedding("google", "gemini-embedding-001", 3072, 0.15),
];

const unlistedPrice = { input: 5, output: 25 };

export const extractiveModel = chat("builtin", "extractive", 1_000_000, 0, 0);
const hashEmbed = embedding("builtin", "hash-embed", 384, 0);
const featuresRerank: ModelSpec = { ...chat("builtin", "features", 1_000_000, 0, 0), kind: "rerank" };

/** Whether the environment lets us call this provider. */
function isConfigured(provider: Provider): boolean {
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
    case "openai-compatible":
      return Boolean(e.OPENAI_COMPATIBLE_BASE_URL);
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

/** `bge-m3:1024` as its name and the length of its vectors. A name may hold colons, as Ollama's do: `bge-m3:latest:1024`. */
function splitDimensions(text: string): { name: string; dimensions: number } {
  const [, name = "", dimensions = "1024"] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { name, dimensions: Number(dimensions) };
}

/** A model that CHAT_MODEL or EMBEDDING_MODEL names and the catalog doesn't list. */
function namedByOperator(): ModelSpec[] {
  const { CHAT_MODEL, EMBEDDING_MODEL } = env();
  const known = new Set([...catalog, ...compatibleModels()].map((model) => model.id));
  const specs: ModelSpec[] = [];
  const chatName = splitId(CHAT_MODEL);
  if (chatName && !known.has(chatName.id))
    specs.push(chat(chatName.provider, chatName.name, 128_000, unlistedPrice.input, unlistedPrice.output));
  const { name: embeddingId, dimensions } = splitDimensions(EMBEDDING_MODEL ?? "");
  const embeddingName = splitId(embeddingId);
  if (embeddingName && !known.has(embeddingName.id)) {
    specs.push(embedding(embeddingName.provider, embeddingName.name, dimensions, unlistedPrice.input));
  }
  return specs;
}

const providers: readonly string[] = [
  "openai",
  "anthropic",
  "google",
  "openai-compatible",
] satisfies Provider[];

function splitId(id: string | undefined): { id: string; provider: Provider; name: string } | undefined {
  const slash = id?.indexOf("/") ?? -1;
  const provider = id?.slice(0, slash);
  if (!id || slash < 1 || !provider || !providers.includes(provider)) return undefined;
  return { id, provider: provider as Provider, name: id.slice(slash + 1) };
}

/** Every model that can be called right now, the built-in ones last. */
export function listModels(): ModelSpec[] {
  const configured = [...namedByOperator(), ...compatibleModels(), ...catalog].filter((model) =>
    isConfigured(model.provider),
  );
  return [...configured, extractiveModel, hashEmbed, featuresRerank];
}

/** The model under this id, undefined where there is none or its provider isn't configured. */
export function findModel(id: string): ModelSpec | undefined {
  return listModels().find((model) => model.id === id);
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
  const { CHAT_MODEL, EMBEDDING_MODEL } = env();
  if (chatModelChain()[0]?.provider === "builtin")
    found.push(
      "No chat model is configured: answers are made of quoted sentences. Set a provider's key to have them written.",
    );
  if (defaultEmbeddingModel().provider === "builtin")
    found.push("No embedding model is configured: search goes by words and their parts, not by meaning.");
  if (CHAT_MODEL && !findModel(CHAT_MODEL))
    found.push(`CHAT_MODEL is ${CHAT_MODEL}, but there is no such model or its provider has no key.`);
  if (EMBEDDING_MODEL && !findModel(splitDimensions(EMBEDDING_MODEL).name))
    found.push(
      `EMBEDDING_MODEL is ${EMBEDDING_MODEL}, but there is no such model or its provider has no key.`,
    );
  return found;
}

/** Cost of a call in millionths of a US dollar, rounded up. USD per million tokens is micro-USD per token. */
export function costMicroUsd(model: ModelSpec, inputTokens: number, outputTokens: number): number {
  return Math.ceil(inputTokens * model.inputPrice + outputTokens * model.outputPrice);
}
