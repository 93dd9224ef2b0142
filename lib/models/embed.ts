import { setImmediate as breathe } from "node:timers/promises";
import type { SharedV4ProviderOptions } from "@ai-sdk/provider";
import { embedMany } from "ai";
import { LRUCache } from "lru-cache";
import pLimit, { type LimitFunction } from "p-limit";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { hashEmbed } from "./builtin/hash-embed.ts";
import { costMicroUsd, findModel, type ModelSpec } from "./catalog.ts";
import { embeddingFamilyOf } from "./embedding-family.ts";
import { connectionOf, renewProviders } from "./provider-settings.ts";
import { embeddingModel } from "./providers.ts";
import { sendCutToFit } from "./send-cut-to-fit.ts";

export { defaultEmbeddingModel } from "./catalog.ts";

export interface EmbedTextsOptions {
  texts: string[];
  /** A catalog id, as the collection records it. */
  modelId: string;
  /** Models that tell questions from documents are told which this is. */
  purpose: "document" | "query";
  signal?: AbortSignal;
}

export interface EmbeddedTexts {
  /** One vector per text, in the order of the texts. */
  embeddings: number[][];
  inputTokens: number;
  costMicroUsd: number;
}

/**
 * Texts are sent by this many; the AI SDK splits further where a model takes fewer. Text Embeddings Inference refuses more than 32.
 * A local model computes one batch at a time, and whoever stops waits for that.
 */
const batchSizeOf = (spec: ModelSpec) =>
  spec.provider === "local" ? 8 : connectionOf(spec)?.api === "openai-compatible" ? 32 : 96;

/** How long a batch may take with its retries. Who waits for a search is better off without meaning than waiting on. */
const timeoutMs = { query: 8_000, document: 180_000 };
/** With doubling pauses from 2 s, or those that the provider asks for by Retry-After. Documents are worth a minute of waiting. */
const retriesMax = { query: 3, document: 5 };

/** Documents' batches share EMBEDDING_CONCURRENCY requests per provider and process; questions don't wait for them. */
const documentSlots = new Map<string, LimitFunction>();

function slotsOf(provider: string): LimitFunction {
  const known = documentSlots.get(provider);
  if (known) return known;
  const computesHere = provider === "builtin" || provider === "local";
  const slots = pLimit(computesHere ? 1 : Math.max(1, env().EMBEDDING_CONCURRENCY));
  documentSlots.set(provider, slots);
  return slots;
}

/**
 * Vectors of questions by model, length and text: people ask again, page back, and try modes. 4 million numbers are 32 MB. In
 * `globalThis` because Next may load this module more than once in a process.
 */
const shared = globalThis as { lecternQueryVectors?: LRUCache<string, number[]> };
shared.lecternQueryVectors ??= new LRUCache({
  max: 5_000,
  maxSize: 4_000_000,
  sizeCalculation: (vector) => vector.length,
});
const queryVectors = shared.lecternQueryVectors;

/**
 * Embeds all texts or none, batching, and retrying what is worth retrying: 429 and 5xx, when the provider says so. Of documents'
 * batches only EMBEDDING_CONCURRENCY are under way at once; the others wait for their turn. Questions that were embedded lately
 * cost nothing. A text that is too long for the model is cut. Throws `embedding_failed` when the model can't be reached or
 * no longer exists, and `invalid_request` when its vectors have another length than they should.
 */
export async function embedTexts(options: EmbedTextsOptions): Promise<EmbeddedTexts> {
  const { texts, modelId, purpose, signal } = options;
  await renewProviders();
  const spec = findModel(modelId);
  if (spec?.kind !== "embedding")
    throw new AppError("embedding_failed", { message: `the embedding model ${modelId} is not configured` });
  if (spec.provider === "builtin") return embedBuiltin(texts, purpose, signal);
  if (purpose === "document") return embedByModel(spec, options);

  const keyOf = (text: string) => `${modelId}:${spec.dimensions}\n${text}`;
  const vectors = new Map(texts.map((text) => [text, queryVectors.get(keyOf(text))]));
  const unknown = [...vectors].flatMap(([text, vector]) => (vector ? [] : [text]));
  const embedded = await embedByModel(spec, { ...options, texts: unknown });
  for (const [i, text] of unknown.entries()) {
    vectors.set(text, embedded.embeddings[i]);
    queryVectors.set(keyOf(text), embedded.embeddings[i]);
  }
  return { ...embedded, embeddings: texts.map((text) => vectors.get(text) ?? []) };
}

function embedBuiltin(
  texts: string[],
  purpose: EmbedTextsOptions["purpose"],
  signal: AbortSignal | undefined,
): Promise<EmbeddedTexts> {
  const work = async () => {
    if (purpose === "document") await breathe(); // it computes on this thread, and the heartbeat must beat
    signal?.throwIfAborted();
    return { embeddings: texts.map(hashEmbed), inputTokens: 0, costMicroUsd: 0 };
  };
  return purpose === "document" ? slotsOf("builtin")(work) : work();
}

async function embedByModel(
  spec: ModelSpec,
  { texts, purpose, signal }: EmbedTextsOptions,
): Promise<EmbeddedTexts> {
  const prefix = prefixOf(spec, purpose);
  const batchSize = batchSizeOf(spec);
  const embeddings: number[][] = [];
  let inputTokens = 0;
  try {
    for (let i = 0; i < texts.length; i += batchSize) {
      const values = texts.slice(i, i + batchSize).map((text) => prefix + text);
      const send = () => embedBatch(spec, values, purpose, signal);
      const batch = await (purpose === "document" ? slotsOf(spec.provider)(send) : send());
      embeddings.push(...batch.embeddings);
      inputTokens += batch.usage.tokens || 0;
    }
  } catch (cause) {
    throw new AppError("embedding_failed", {
      cause,
      message: `embedding with ${spec.id} failed: ${String(cause)}`,
    });
  }
  requireShape(spec, embeddings, texts.length);
  return { embeddings, inputTokens, costMicroUsd: costMicroUsd(spec, inputTokens, 0) };
}

async function embedBatch(
  spec: ModelSpec,
  texts: string[],
  purpose: EmbedTextsOptions["purpose"],
  signal: AbortSignal | undefined,
) {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs[purpose]);
  const abortSignal = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const settings = { maxRetries: retriesMax[purpose], abortSignal, providerOptions: optionsFor(purpose) };
  const model = embeddingModel(spec);
  return sendCutToFit(texts, (values) => embedMany({ model, values, ...settings }));
}

/** By provider, for those that are told what a text is for; where their API would refuse a long text, they're told to cut it. */
function optionsFor(purpose: EmbedTextsOptions["purpose"]): SharedV4ProviderOptions {
  const isQuery = purpose === "query";
  return {
    google: { taskType: isQuery ? "RETRIEVAL_QUERY" : "RETRIEVAL_DOCUMENT" },
    cohere: { inputType: isQuery ? "search_query" : "search_document", truncate: "END" },
    voyage: { inputType: purpose },
  };
}

/** Open models want what a text is for said in the text. The operator's word goes before what their names tell. */
function prefixOf(spec: ModelSpec, purpose: EmbedTextsOptions["purpose"]): string {
  const { provider, name } = spec;
  if (provider !== "local" && connectionOf(spec)?.api !== "openai-compatible") return "";
  const {
    OPENAI_COMPATIBLE_EMBEDDING_QUERY_PREFIX: query,
    OPENAI_COMPATIBLE_EMBEDDING_DOCUMENT_PREFIX: document,
  } = env();
  const chosen = provider === "openai-compatible" ? { query, document }[purpose] : undefined;
  return chosen === "none" ? "" : (chosen ?? embeddingFamilyOf(name)[purpose]);
}

function requireShape(spec: ModelSpec, embeddings: number[][], count: number): void {
  if (embeddings.length !== count)
    throw new AppError("embedding_failed", {
      message: `${spec.id} gave ${embeddings.length} vectors for ${count} texts`,
    });
  const wrong = embeddings.find((embedding) => embedding.length !== spec.dimensions);
  if (wrong)
    throw new AppError("invalid_request", {
      publicMessage: `The model ${spec.id} gives vectors of ${wrong.length} numbers where ${spec.dimensions} were expected. An operator sets their length beside the model's name, as in ${spec.id}:${wrong.length}.`,
    });
}
