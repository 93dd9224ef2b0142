import type { Models } from "./live-models.ts";
import type { Meter, ModelCall } from "./meter.ts";

/**
 * The vectors of questions, in their order, metered: what it cost, and that it failed. Vectors that were at hand are no call. Throws as
 * `Models.embed` does.
 */
export async function embedQuestions(
  { texts, modelId, signal }: { texts: string[]; modelId: string; signal?: AbortSignal },
  { models, meter }: { models: Models; meter: Meter },
): Promise<number[][]> {
  const model = models.find(modelId);
  const startedAt = performance.now();
  const report = (call: Pick<ModelCall, "outcome" | "inputTokens" | "error">) => {
    const totalMs = performance.now() - startedAt;
    if (model) meter.record({ feature: "query-embedding", model, outputTokens: 0, totalMs, ...call });
  };
  try {
    const { embeddings, inputTokens } = await models.embed({ texts, modelId, purpose: "query", signal });
    if (inputTokens > 0) report({ outcome: "ok", inputTokens });
    return embeddings;
  } catch (error) {
    report({ outcome: signal?.aborted ? "aborted" : "error", inputTokens: 0, error });
    throw error;
  }
}
