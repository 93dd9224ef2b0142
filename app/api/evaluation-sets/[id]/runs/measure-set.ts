import { findLineages, type MeasurableQuestion } from "@/db/evaluation-runs";
import { findSearchScope, type SearchScope } from "@/db/search";
import { retrieve } from "@/lib/answer-question";
import type { SetMetrics, SetReport } from "@/lib/evaluation-set";
import { startMeter } from "@/lib/models/meter";
import { tenantModels } from "@/lib/models/tenant-models";
import { ndcgAt, type Relevance, recallAt, reciprocalRankAt } from "@/lib/retrieval-metrics";
import type { Principal } from "@/lib/turn";

/** Side by side: enough to wait for an embedding service in parallel, too few to keep others from their answers. */
const questionsAtOnce = 4;

/** Whether any document that is here answers it. */
export const isMeasurable = ({ lineageIds }: MeasurableQuestion) => lineageIds.length > 0;

interface Measured {
  questionId: string;
  /** Documents by their lineage, best first. */
  ranked: string[];
  relevance: Relevance;
}

/**
 * Asks each of a set's questions as an answer would, over all collections that the principal may read, and tells at which rank its
 * documents come. A document is found in whatever version is current, and ranks where the best of its chunks does. What the
 * models cost is in the ledger, also where the signal ends it. Throws what retrieve() throws.
 */
export async function measureSet(
  principal: Principal,
  questions: MeasurableQuestion[],
  {
    requestId,
    signal,
    onProgress,
  }: { requestId: string; signal: AbortSignal; onProgress: (measured: number) => void },
): Promise<SetReport> {
  const startedAt = performance.now();
  const scope = await findSearchScope(principal, null);
  const meter = startMeter({ principal, requestId });
  const measurable = questions.filter(isMeasurable);
  const measured: Measured[] = [];
  try {
    for (let from = 0; from < measurable.length; from += questionsAtOnce) {
      signal.throwIfAborted();
      const batch = measurable.slice(from, from + questionsAtOnce);
      measured.push(
        ...(await Promise.all(
          batch.map(async (question) => ({
            questionId: question.id,
            ranked: await rankLineages(principal, question.question, { scope, meter, signal }),
            relevance: new Map(question.lineageIds.map((id) => [id, 1])),
          })),
        )),
      );
      onProgress(measured.length);
    }
  } finally {
    await meter.save();
  }
  return {
    metrics: metricsOf(measured),
    questions: measured.map(({ questionId, ranked, relevance }) => ({
      questionId,
      rank: ranked.findIndex((id) => relevance.has(id)) + 1 || null,
      ndcgAt10: ndcgAt(ranked, relevance, 10),
    })),
    unmeasured: questions.length - measurable.length,
    tookMs: Math.round(performance.now() - startedAt),
  };
}

async function rankLineages(
  principal: Principal,
  question: string,
  {
    scope,
    meter,
    signal,
  }: { scope: SearchScope[]; meter: ReturnType<typeof startMeter>; signal: AbortSignal },
): Promise<string[]> {
  const tools = { models: await tenantModels(principal), meter };
  const { chunks } = await retrieve(principal, { question, scope, signal }, tools);
  const documentIds = [...new Set(chunks.map(({ documentId }) => documentId))];
  const lineageOf = await findLineages(principal, documentIds);
  return [...new Set(documentIds.flatMap((id) => lineageOf.get(id) ?? []))];
}

function metricsOf(measured: Measured[]): SetMetrics {
  const mean = (of: (one: Measured) => number) =>
    measured.length === 0 ? 0 : measured.reduce((sum, one) => sum + of(one), 0) / measured.length;
  return {
    hitAt1: mean(({ ranked, relevance }) => Number(reciprocalRankAt(ranked, relevance, 1) > 0)),
    hitAt5: mean(({ ranked, relevance }) => Number(reciprocalRankAt(ranked, relevance, 5) > 0)),
    recallAt5: mean(({ ranked, relevance }) => recallAt(ranked, relevance, 5)),
    recallAt10: mean(({ ranked, relevance }) => recallAt(ranked, relevance, 10)),
    mrrAt10: mean(({ ranked, relevance }) => reciprocalRankAt(ranked, relevance, 10)),
    ndcgAt10: mean(({ ranked, relevance }) => ndcgAt(ranked, relevance, 10)),
  };
}
