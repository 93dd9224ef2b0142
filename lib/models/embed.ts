import { setImmediate as breathe } from "node:timers/promises";
import { embedMany } from "ai";
import pLimit, { type LimitFunction } from "p-limit";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { hashEmbed } from "./builtin/hash-embed.ts";
import { costMicroUsd, findModel } from "./catalog.ts";
import { embeddingModel } from "./providers.ts";

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

/** Texts are sent by this many; the AI SDK splits further where a model takes fewer. */
const batchSize = 96;

/** How long a batch may take with its retries. Who waits for a search is better off without meaning than waiting on. */
const timeoutMs = { query: 8_000, document: 180_000 };
/** With doubling pauses from 2 s, or those that the provider asks for by Retry-After. Documents are worth a minute of waiting. */
const retriesMax = { query: 3, document: 5 };

/** Documents' batches share EMBEDDING_CONCURRENCY requests per provider and process; questions don't wait for them. */
const documentSlots = new Map<string, LimitFunction>();

function slotsOf(provider: string): LimitFunction {
  const known = documentSlots.get(provider);
  if (known) return known;
  const slots = pLimit(provider === "builtin" ? 1 : Math.max(1, env().EMBEDDING_CONCURRENCY));
  documentSlots.set(provider, slots);
  return slots;
}

/**
 * Embeds all texts or none, batching, and retrying what is worth retrying: 429 and 5xx, when the provider says so. Of documents'
 * batches only EMBEDDING_CONCURRENCY are under way at once; the others wait for their turn. Throws `embedding_failed` when
 * the model can't be reached or no longer exists.
 */
export async function embedTexts({
  texts,
  modelId,
  purpose,
  signal,
}: EmbedTextsOptions): Promise<EmbeddedTexts> {
  const spec = findModel(modelId);
  if (spec?.kind !== "embedding")
    throw new AppError("embedding_failed", { message: `the embedding model ${modelId} is not configured` });
  const inTurn = <T>(work: () => Promise<T>) =>
    purpose === "document" ? slotsOf(spec.provider)(work) : work();
  if (spec.provider === "builtin")
    return inTurn(async () => {
      if (purpose === "document") await breathe(); // it computes on this thread, and the heartbeat must beat
      signal?.throwIfAborted();
      return { embeddings: texts.map(hashEmbed), inputTokens: 0, costMicroUsd: 0 };
    });

  const model = embeddingModel(spec);
  const taskType = purpose === "query" ? "RETRIEVAL_QUERY" : "RETRIEVAL_DOCUMENT";
  const providerOptions = { google: { taskType } };
  const embeddings: number[][] = [];
  let inputTokens = 0;
  try {
    for (let i = 0; i < texts.length; i += batchSize) {
      const values = texts.slice(i, i + batchSize);
      const batch = await inTurn(() => {
        signal?.throwIfAborted();
        const timeout = AbortSignal.timeout(timeoutMs[purpose]);
        const abortSignal = signal ? AbortSignal.any([signal, timeout]) : timeout;
        return embedMany({ model, values, maxRetries: retriesMax[purpose], abortSignal, providerOptions });
      });
      embeddings.push(...batch.embeddings);
      inputTokens += batch.usage.tokens || 0;
    }
  } catch (cause) {
    throw new AppError("embedding_failed", {
      cause,
      message: `embedding with ${modelId} failed: ${String(cause)}`,
    });
  }
  return { embeddings, inputTokens, costMicroUsd: costMicroUsd(spec, inputTokens, 0) };
}
