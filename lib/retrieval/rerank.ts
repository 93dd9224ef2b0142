/**
 * In: candidates in fused order. Out: the first of them by relevance, the rest behind as they were. By the model that the environment
 * names, else by `builtin/features`. Whatever goes wrong, or takes too long, leaves the fused order and says so: the search found
 * something, and that's better than nothing.
 */
import { limits } from "../limits.ts";
import { log } from "../log.ts";
import { featuresRerank, type RerankCandidate } from "../models/builtin/features-rerank.ts";
import type { ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter, ModelCall } from "../models/meter.ts";
import type { SearchPlan } from "../search.ts";
import type { Notice, RankedChunk } from "../turn.ts";

export interface Reranking {
  plan: SearchPlan;
  /** In fused order. */
  chunks: RerankCandidate[];
  signal?: AbortSignal;
}

export interface Reranked {
  /** Best first. */
  chunks: RankedChunk[];
  /** Catalog id; null where results were left in fused order. */
  reranker: string | null;
  /** What the built-in reranker saw, by chunk id and feature. */
  features: Map<string, Record<string, number>>;
  notices: Notice[];
}

type Tools = { models: Pick<Models, "rerankModel" | "rerank">; meter: Pick<Meter, "record"> };

/** Throws only when `signal` is aborted. */
export async function rerank({ plan, chunks, signal }: Reranking, tools: Tools): Promise<Reranked> {
  const model = tools.models.rerankModel();
  const isAsked = plan.queries.some(({ terms }) => terms.length > 0);
  if (!model || !isAsked || chunks.length < 2) return unranked(chunks);
  const [candidates, rest] = [
    chunks.slice(0, limits.candidatesMax),
    chunks.slice(limits.candidatesMax).map(withoutTerms),
  ];
  try {
    const { relevance, features } =
      model.provider === "builtin"
        ? judgeByFeatures(plan, candidates)
        : await judgeByModel(model, { plan, chunks: candidates, signal }, tools);
    const scored = candidates.map((candidate, i) => {
      const chunk = withoutTerms(candidate);
      return { ...chunk, scores: { ...chunk.scores, relevance: relevance[i] ?? 0 } };
    });
    const best = scored.toSorted((a, b) => b.scores.relevance - a.scores.relevance);
    return { chunks: [...best, ...rest], reranker: model.id, features, notices: [] };
  } catch (error) {
    if (signal?.aborted) throw error;
    log.warn({ err: error, model: model.id }, "reranking failed: the fused order is kept");
    const text = "Reranking failed or took too long: sources are in the order of the search.";
    return { ...unranked(chunks), notices: [{ kind: "degraded", text }] };
  }
}

/** The fused order as it is. */
export function unranked(chunks: RerankCandidate[]): Reranked {
  return { chunks: chunks.map(withoutTerms), reranker: null, features: new Map(), notices: [] };
}

interface Judgement {
  /** One per candidate. */
  relevance: number[];
  features: Reranked["features"];
}

function judgeByFeatures(plan: SearchPlan, chunks: RerankCandidate[]): Judgement {
  const queries = plan.queries.filter(({ terms }) => terms.length > 0);
  const judged = featuresRerank(queries, chunks);
  return {
    relevance: judged.map(({ relevance }) => relevance),
    features: new Map(chunks.map(({ chunkId }, i) => [chunkId, { ...judged[i]?.features }])),
  };
}

/** Within the time that reranking may take. The model reads what the index does: title and headings, then the text. */
async function judgeByModel(
  model: ModelSpec,
  { plan, chunks, signal }: Reranking,
  { models, meter }: Tools,
): Promise<Judgement> {
  const startedAt = performance.now();
  const budget = AbortSignal.timeout(limits.rerankMsMax);
  const record = (call: Pick<ModelCall, "outcome" | "inputTokens" | "costMicroUsd" | "error">) => {
    const totalMs = performance.now() - startedAt;
    meter.record({ feature: "rerank", model, outputTokens: 0, totalMs, ...call });
  };
  try {
    const { scores, inputTokens, costMicroUsd } = await models.rerank({
      query: plan.question,
      documents: chunks.map(({ title, headingPath, text }) =>
        [...new Set([title, ...headingPath]), text].filter(Boolean).join("\n"),
      ),
      modelId: model.id,
      signal: signal ? AbortSignal.any([signal, budget]) : budget,
    });
    record({ outcome: "ok", inputTokens, costMicroUsd });
    return { relevance: scores, features: new Map() };
  } catch (error) {
    record({ outcome: "error", inputTokens: 0, costMicroUsd: 0, error });
    throw error;
  }
}

/** Index terms have no business beyond this stage. */
function withoutTerms({ terms: _, language: __, ...chunk }: RerankCandidate): RankedChunk {
  return chunk;
}
