import { rerank } from "ai";
import { AppError } from "../errors.ts";
import { costMicroUsd, findModel } from "./catalog.ts";
import { renewProviders } from "./provider-settings.ts";
import { rerankingModel } from "./providers.ts";
import { sendCutToFit } from "./send-cut-to-fit.ts";

export interface RerankTextsOptions {
  query: string;
  documents: string[];
  /** A catalog id. */
  modelId: string;
  /** Aborted when nobody waits any more: the request ends with it. */
  signal?: AbortSignal;
}

export interface RerankedTexts {
  /** One per document, in their order. Higher is better; from 0 to 1 where the model has such scores. */
  scores: number[];
  inputTokens: number;
  costMicroUsd: number;
}

/** Somebody waits for the answer: one more try, after 2 s or what the provider asks for. Who has less time gives a signal. */
const retriesMax = 1;
const timeoutMs = 15_000;

/**
 * How relevant each document is to the query, by a cross-encoder; one that is too long for it is cut. Throws
 * `provider_unavailable` where it can't be reached, no longer exists or leaves a document out. The built-in reranker is in
 * lib/retrieval/rerank.ts, since it looks at more than texts.
 */
export async function rerankTexts({
  query,
  documents,
  modelId,
  signal,
}: RerankTextsOptions): Promise<RerankedTexts> {
  await renewProviders();
  const spec = findModel(modelId);
  if (spec?.kind !== "rerank" || spec.provider === "builtin")
    throw new AppError("provider_unavailable", { message: `${modelId} is no reranker that can be called` });
  if (documents.length === 0) return { scores: [], inputTokens: 0, costMicroUsd: 0 };
  const timeout = AbortSignal.timeout(timeoutMs);
  const abortSignal = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const model = rerankingModel(spec);
  const settings = { model, query, maxRetries: retriesMax, abortSignal };
  const { ranking, providerMetadata } = await sendCutToFit(documents, (texts) =>
    rerank({ ...settings, documents: texts }),
  ).catch((cause: unknown) => {
    throw new AppError("provider_unavailable", {
      cause,
      message: `reranking with ${modelId} failed: ${String(cause)}`,
    });
  });
  const scores = scoresOf(ranking, documents.length);
  if (!scores)
    throw new AppError("provider_unavailable", { message: `${modelId} didn't score all documents` });
  const inputTokens = Number(providerMetadata?.usage?.tokens ?? 0);
  return { scores, inputTokens, costMicroUsd: costMicroUsd(spec, inputTokens, 0, { calls: 1 }) };
}

function scoresOf(ranking: { originalIndex: number; score: number }[], count: number): number[] | null {
  const scores = new Array<number>(count).fill(Number.NaN);
  for (const { originalIndex, score } of ranking) if (originalIndex in scores) scores[originalIndex] = score;
  return scores.some(Number.isNaN) ? null : scores;
}
