import type { UsageEvent } from "../../db/usage.ts";
import { countModelCall } from "../metrics.ts";
import { noteSpan } from "../telemetry.ts";

/** What kind of call it is, by OpenTelemetry's conventions for generative models, which know no reranking and no moderation. */
const operations: Partial<Record<UsageEvent["feature"], string>> = {
  "query-embedding": "embeddings",
  "ingest-embedding": "embeddings",
  reembedding: "embeddings",
  rerank: "rerank",
  moderation: "moderation",
};

/** Counts a call that has just ended, and notes it as a span. Figures and names alone. */
export function observeCall(call: UsageEvent): void {
  countModelCall(call);
  const operation = operations[call.feature] ?? "chat";
  noteSpan(`${operation} ${call.modelId}`, {
    tookMs: call.totalMs,
    isCall: true,
    failure: call.outcome === "error" ? (call.failure ?? "unknown") : null,
    attributes: {
      "gen_ai.operation.name": operation,
      "gen_ai.provider.name": call.provider,
      "gen_ai.request.model": call.modelId,
      "gen_ai.usage.input_tokens": call.inputTokens,
      "gen_ai.usage.cache_read.input_tokens": call.cachedInputTokens,
      "gen_ai.usage.output_tokens": call.outputTokens,
      "lectern.feature": call.feature,
      "lectern.attempt": call.attempt,
      "lectern.outcome": call.outcome,
      "lectern.cost_micro_usd": call.costMicroUsd,
      "lectern.first_token_ms": call.firstTokenMs,
    },
  });
}
