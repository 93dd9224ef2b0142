import { setImmediate as breathe } from "node:timers/promises";
import { systemPrincipal } from "../db/client.ts";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { recordUsage } from "../db/usage.ts";
import { findModel } from "../lib/models/catalog.ts";
import { type EmbeddedTexts, embedTexts } from "../lib/models/embed.ts";

/** Texts per call: few enough that a worker that is told to stop does so within a call. */
const batchSize = 96;

/**
 * One vector per text by the collection's embedding model, in batches, with the cost. What was used is in the ledger also
 * when it fails half-way. Throws `embedding_failed`, or an AbortError when the signal is aborted.
 */
export async function embedChunks(
  document: ClaimedDocument,
  texts: string[],
  { embed = embedTexts, signal }: { embed?: typeof embedTexts; signal?: AbortSignal } = {},
): Promise<EmbeddedTexts> {
  const total: EmbeddedTexts = { embeddings: [], inputTokens: 0, costMicroUsd: 0 };
  const startedAt = performance.now();
  let outcome: "ok" | "error" = "error";
  try {
    for (let from = 0; from < texts.length; from += batchSize) {
      signal?.throwIfAborted();
      const batch = texts.slice(from, from + batchSize);
      const embedded = await embed({
        texts: batch,
        modelId: document.embeddingModel,
        purpose: "document",
        signal,
      });
      total.embeddings.push(...embedded.embeddings);
      total.inputTokens += embedded.inputTokens;
      total.costMicroUsd += embedded.costMicroUsd;
      await breathe(); // the built-in embedder computes on this thread, and the heartbeat must beat
    }
    outcome = "ok";
  } finally {
    await recordUsage(systemPrincipal(document.tenantId), {
      requestId: `document-${document.id}`,
      documentId: document.id,
      feature: "ingest-embedding",
      provider: findModel(document.embeddingModel)?.provider ?? "unknown",
      modelId: document.embeddingModel,
      inputTokens: total.inputTokens,
      outputTokens: 0,
      costMicroUsd: total.costMicroUsd,
      totalMs: Math.round(performance.now() - startedAt),
      outcome,
    });
  }
  return total;
}
