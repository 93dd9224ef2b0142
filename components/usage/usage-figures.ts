import type { Period } from "./period";

/** What some model calls came to, as /api/usage tells it. Latencies in milliseconds, of finished answers. */
export interface UsageFigures {
  requests: number;
  calls: number;
  failedCalls: number;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  latencyMsP50: number | null;
  latencyMsP95: number | null;
}

export type DayFigures = UsageFigures & { day: string };

export interface UsageView extends Period {
  totals: UsageFigures;
  previous: UsageFigures;
  byDay: DayFigures[];
  byModel: (UsageFigures & { modelId: string; provider: string })[];
  byFeature: (UsageFigures & { feature: string })[];
  byUser: (UsageFigures & { userId: string | null; name: string | null; email: string | null })[];
}

const featureNames: Record<string, string> = {
  answer: "Answers",
  condense: "Understanding follow-up questions",
  title: "Conversation titles",
  "query-embedding": "Embedding questions",
  "ingest-embedding": "Embedding documents",
  rerank: "Reranking",
};

/** What a model call was for, in the reader's words. */
export function featureName(feature: string): string {
  return featureNames[feature] ?? feature;
}
