import { systemPrincipal } from "../db/client.ts";
import type { ClaimedDocument } from "../db/document-claims.ts";
import { recordUsage, type UsageEvent } from "../db/usage.ts";
import { findModel } from "../lib/models/catalog.ts";
import type { EmbeddedTexts, embedTexts } from "../lib/models/embed.ts";
import { observeCall } from "../lib/models/observe-call.ts";
import { failureCauseOf } from "../lib/models/read-failure.ts";
import { tenantModels } from "../lib/models/tenant-models.ts";
import { requireLength } from "./require-length.ts";
import { withinBudget } from "./within-budget.ts";

/** Texts per call: few enough that a call that fails loses little, and that one that waits for its turn isn't long. */
const batchSize = 96;

/**
 * One vector per text by the collection's embedding model, with the cost. Batches go out side by side, as many as the provider is
 * given at once (see embedTexts). What was used is in the ledger also when it fails half-way; what costs nothing isn't. Throws
 * `embedding_failed`, `embedding_length_changed` where the collection's vectors have another length, `budget_exhausted`,
 * `model_not_allowed` where the tenant may not use the model any more, or an AbortError when the signal is aborted.
 */
export async function embedChunks(
  document: ClaimedDocument,
  texts: string[],
  { embed: given, signal }: { embed?: typeof embedTexts; signal?: AbortSignal } = {},
): Promise<EmbeddedTexts> {
  signal?.throwIfAborted();
  const embed = given ?? (await tenantModels(systemPrincipal(document.tenantId))).embed;
  const { tenantId, embeddingModel: modelId } = document;
  const model = findModel(modelId);
  if (model) requireLength(model.dimensions, document); // before it costs anything
  const job = { tenantId, feature: "ingest-embedding", modelId, texts } as const;
  return withinBudget(job, embed, (booked) => embedAll(document, texts, { embed: booked, signal }));
}

async function embedAll(
  document: ClaimedDocument,
  texts: string[],
  { embed, signal }: { embed: typeof embedTexts; signal?: AbortSignal },
): Promise<EmbeddedTexts> {
  const failing = new AbortController();
  const anySignal = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  const startedAt = performance.now();
  const batches = await Promise.allSettled(
    splitInto(batchSize, texts).map((batch) =>
      embed({
        texts: batch,
        modelId: document.embeddingModel,
        purpose: "document",
        signal: anySignal,
      }).catch((error: unknown) => {
        failing.abort(error); // the others are of no use any more
        throw error;
      }),
    ),
  );
  const done = batches.flatMap((batch) => (batch.status === "fulfilled" ? [batch.value] : []));
  const total = {
    embeddings: done.flatMap(({ embeddings }) => embeddings),
    inputTokens: done.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    costMicroUsd: done.reduce((sum, batch) => sum + batch.costMicroUsd, 0),
  };
  const isWhole = done.length === batches.length;
  if (total.inputTokens > 0 || !isWhole) {
    const event: UsageEvent = {
      requestId: `document-${document.id}`,
      documentId: document.id,
      collectionId: document.collectionId,
      feature: "ingest-embedding",
      provider: findModel(document.embeddingModel)?.provider ?? "unknown",
      modelId: document.embeddingModel,
      inputTokens: total.inputTokens,
      outputTokens: 0,
      costMicroUsd: total.costMicroUsd,
      totalMs: Math.round(performance.now() - startedAt),
      outcome: isWhole ? "ok" : "error",
      failure: isWhole || signal?.aborted ? null : failureCauseOf(failing.signal.reason),
    };
    observeCall(event);
    await recordUsage(systemPrincipal(document.tenantId), event);
  }
  signal?.throwIfAborted();
  if (!isWhole) throw failing.signal.reason;
  for (const { length } of total.embeddings) requireLength(length, document);
  return total;
}

function splitInto<T>(size: number, all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
