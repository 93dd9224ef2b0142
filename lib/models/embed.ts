import { embedMany } from "ai";
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

/**
 * Embeds all texts or none, batching and retrying what is worth retrying. Throws `embedding_failed` when the model can't be
 * reached or no longer exists.
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
  if (spec.provider === "builtin")
    return { embeddings: texts.map(hashEmbed), inputTokens: 0, costMicroUsd: 0 };

  const model = embeddingModel(spec);
  const taskType = purpose === "query" ? "RETRIEVAL_QUERY" : "RETRIEVAL_DOCUMENT";
  const providerOptions = { google: { taskType } };
  const embeddings: number[][] = [];
  let inputTokens = 0;
  try {
    for (let i = 0; i < texts.length; i += batchSize) {
      const values = texts.slice(i, i + batchSize);
      const timeout = AbortSignal.timeout(timeoutMs[purpose]);
      const abortSignal = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const batch = await embedMany({ model, values, maxRetries: 3, abortSignal, providerOptions });
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
