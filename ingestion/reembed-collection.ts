import { systemPrincipal } from "../db/client.ts";
import {
  type ClaimedReembedding,
  countReembedding,
  listUnstagedChunks,
  stageEmbeddings,
  switchEmbeddings,
  type UnstagedChunk,
} from "../db/reembeddings.ts";
import { recordUsage, type UsageEvent } from "../db/usage.ts";
import { findModel } from "../lib/models/catalog.ts";
import type { embedTexts } from "../lib/models/embed.ts";
import { observeCall } from "../lib/models/observe-call.ts";
import { failureCauseOf } from "../lib/models/read-failure.ts";
import { tenantModels } from "../lib/models/tenant-models.ts";
import { indexedText } from "./index-chunks.ts";
import { requireLength } from "./require-length.ts";
import { withinBudget } from "./within-budget.ts";

export interface ReembedOptions {
  embed?: typeof embedTexts;
  signal?: AbortSignal;
}

/** Chunks whose vectors are kept together: what is lost at most when the worker is killed. */
const pageSize = 96;
const firstId = "00000000-0000-0000-0000-000000000000";

/**
 * Takes a collection over to another embedding model: embeds every chunk that has no vector of it yet, and when none is left
 * puts all of them in place in one transaction. Searches go by the old model until then. Doing it again after any
 * interruption goes on where it was. Throws `embedding_failed`, `embedding_length_changed`, ReembeddingLostError where it was cancelled
 * or taken over, or an AbortError when the signal is aborted.
 */
export async function reembedCollection(
  run: ClaimedReembedding,
  options: ReembedOptions = {},
): Promise<void> {
  do {
    await countReembedding(run);
    await stageChunks(run, options);
    // Documents may have come meanwhile: then once more, for those.
  } while (!(await switchEmbeddings(run)));
}

async function stageChunks(run: ClaimedReembedding, options: ReembedOptions): Promise<void> {
  let afterId = firstId;
  for (;;) {
    options.signal?.throwIfAborted();
    const page = await listUnstagedChunks(run, afterId, pageSize);
    const last = page.at(-1);
    if (!last) return;
    const { embeddings, costMicroUsd } = await embedPage(run, page, options);
    const staged = page.map(({ id }, i) => ({ chunkId: id, embedding: embeddings[i] ?? [] }));
    await stageEmbeddings(run, staged, costMicroUsd);
    afterId = last.id;
  }
}

/** What was used is in the ledger also when it fails; what costs nothing isn't. */
async function embedPage(
  run: ClaimedReembedding,
  page: UnstagedChunk[],
  { embed: given, signal }: ReembedOptions,
) {
  const embed = given ?? (await tenantModels(systemPrincipal(run.tenantId))).embed;
  const startedAt = performance.now();
  const report = async (
    call: Pick<UsageEvent, "outcome" | "inputTokens" | "costMicroUsd"> & { failure?: string },
  ) => {
    const event: UsageEvent = {
      requestId: `reembedding-${run.id}`,
      collectionId: run.collectionId,
      feature: "reembedding",
      provider: findModel(run.embeddingModel)?.provider ?? "unknown",
      modelId: run.embeddingModel,
      outputTokens: 0,
      totalMs: Math.round(performance.now() - startedAt),
      ...call,
    };
    observeCall(event);
    await recordUsage(systemPrincipal(run.tenantId), event);
  };
  const texts = page.map((chunk) => indexedText(chunk.title, chunk));
  const { tenantId, embeddingModel: modelId } = run;
  const embedded = await withinBudget({ tenantId, feature: "reembedding", modelId, texts }, embed, (booked) =>
    booked({ texts, modelId, purpose: "document", signal }).catch(async (error: unknown) => {
      const failure = failureCauseOf(error);
      if (!signal?.aborted) await report({ outcome: "error", inputTokens: 0, costMicroUsd: 0, failure });
      throw error;
    }),
  );
  const { inputTokens, costMicroUsd } = embedded;
  if (inputTokens > 0) await report({ outcome: "ok", inputTokens, costMicroUsd });
  for (const { length } of embedded.embeddings) requireLength(length, run);
  return embedded;
}
