/** What records, alerts and the usage pages speak of. Client-safe. */
export const requestOutcomes = [
  "complete",
  "abstained",
  "refused",
  "stopped",
  "interrupted",
  "failed",
] as const;
/** What became of a question; how the cache had a part in it is told beside it. */
export type RequestOutcome = (typeof requestOutcomes)[number];

export const alertKinds = ["budget", "anomaly", "request", "test"] as const;
/** A budget that nears its cap, an hour far above its mean, a request above what one may cost; and what an admin sends to try the ways. */
export type AlertKind = (typeof alertKinds)[number];

/** Calendar periods in UTC by which usage is summed up and shown. */
export const rollupSpans = ["hour", "day", "month"] as const;
export type RollupSpan = (typeof rollupSpans)[number];

/** What usage can be told apart by. */
export const usageDimensions = ["model", "provider", "user", "feature", "collection"] as const;
export type UsageDimension = (typeof usageDimensions)[number];

/** What calls of models are for, in the reader's words; in a sentence they begin small. */
export const featureNames: Record<string, string> = {
  answer: "Answers",
  condense: "Understanding follow-ups",
  title: "Conversation titles",
  "query-embedding": "Searching by meaning",
  "ingest-embedding": "Embedding documents",
  reembedding: "Embedding documents anew",
  "ingest-parsing": "Reading documents",
  rerank: "Reranking",
  moderation: "Moderation",
  judge: "Judging sentences",
  summary: "Summaries of conversations",
  memory: "Reading what to remember",
};

/** Of a dimension, the value that stands for rows without one: no person in particular, or several collections. */
export const noValue = "none";

/** First and last day, both counted, as `YYYY-MM-DD` in UTC. */
export interface UsagePeriod {
  from: string;
  to: string;
}

/** Only what has all of these. Ids, or `none`. */
export type UsageFilters = Partial<Record<UsageDimension, string>>;

/** What some model calls came to. */
export interface CallFigures {
  calls: number;
  failedCalls: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
}

/** What became of some questions. Latencies in milliseconds, null where there were none. */
export interface QuestionFigures {
  requests: number;
  abstained: number;
  failed: number;
  cacheHits: number;
  failedOver: number;
  sentencesChecked: number;
  sentencesUnsupported: number;
  cacheSavedMicroUsd: number;
  routingSavedMicroUsd: number;
  firstWordMsP50: number | null;
  firstWordMsP95: number | null;
  totalMsP50: number | null;
  totalMsP95: number | null;
}

/** One value of the dimension: a model's or feature's id, a person's or collection's; `name` is null for what is gone. */
export type UsageRow = CallFigures & {
  key: string;
  name: string | null;
  detail: string | null;
  /** Null where questions aren't told apart by this. */
  requests: number | null;
};

/** An hour, a day or a month of the period, in order, quiet ones too. */
export interface UsageBucket {
  /** ISO 8601, UTC. */
  startsAt: string;
  costMicroUsd: number;
  calls: number;
  /** Of each of the report's `stack`, then of all others. */
  costs: number[];
  questions: QuestionFigures | null;
}

export interface CitedDocument {
  documentId: string;
  collectionId: string;
  title: string;
  answers: number;
}

/** A question without an answer whose text the tenant keeps. */
export interface UnansweredQuestion {
  requestId: string;
  /** ISO 8601. */
  at: string;
  question: string;
}

export interface UsageReport extends UsagePeriod {
  grain: RollupSpan;
  by: UsageDimension;
  filters: UsageFilters;
  /** The same number of days right before `from` is `previous`. */
  totals: CallFigures;
  previous: CallFigures;
  /** Null where a filter is by something that questions aren't told apart by. */
  questions: QuestionFigures | null;
  previousQuestions: QuestionFigures | null;
  /** The dearest first, as many as are shown; `rowCount` of them there are. */
  rows: UsageRow[];
  rowCount: number;
  /** The dearest of `rows`, by which each bucket's cost is divided. */
  stack: { key: string; name: string | null }[];
  buckets: UsageBucket[];
  documents: CitedDocument[];
  unanswered: UnansweredQuestion[];
}

/** What is spent in the month that runs, and what it may come to. */
export interface MonthSpend {
  /** `YYYY-MM`. */
  month: string;
  /** The last day, `YYYY-MM-DD`. */
  endsOn: string;
  spentMicroUsd: number;
  /** At the month's end (lib/forecast-spend.ts); null with too little to go by. */
  forecastMicroUsd: number | null;
}

export interface Alert {
  id: string;
  kind: AlertKind;
  message: string;
  details: Record<string, string | number | null>;
  /** ISO 8601, as the others. */
  createdAt: string;
  seenAt: string | null;
  emailedAt: string | null;
  postedAt: string | null;
  /** Whether nothing is left to send. */
  isSettled: boolean;
  /** It couldn't be sent by every way, and isn't tried any more. */
  isGivenUp: boolean;
  fault: string | null;
}
