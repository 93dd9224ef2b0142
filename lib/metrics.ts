/**
 * What this process counts, for Prometheus. No label has values without end: no person, no workspace, no text. Each web process counts its
 * own, and its scraper adds them up; calls that workers make are in the ledger alone.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { RequestOutcome } from "./usage-schemas.ts";

/** From a cached answer to the longest that anybody waits (failover-policy.ts). */
const answerSeconds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];

function createMetrics() {
  const registry = new Registry();
  const on = { registers: [registry] };
  return {
    registry,
    requests: new Counter({
      ...on,
      name: "lectern_requests_total",
      help: "Questions, by what became of them, where they came from and how the answer cache found them.",
      labelNames: ["outcome", "source", "cache"],
    }),
    firstWord: new Histogram({
      ...on,
      name: "lectern_first_word_seconds",
      help: "From a question to the first word of its answer.",
      labelNames: ["cache"],
      buckets: answerSeconds,
    }),
    whole: new Histogram({
      ...on,
      name: "lectern_answer_seconds",
      help: "From a question to the end of its answer.",
      labelNames: ["cache"],
      buckets: answerSeconds,
    }),
    sentences: new Counter({
      ...on,
      name: "lectern_sentences_total",
      help: "Sentences of answers that were checked, by verdict.",
      labelNames: ["verdict"],
    }),
    saved: new Counter({
      ...on,
      name: "lectern_saved_usd_total",
      help: "What the answer cache saved, in US dollars.",
    }),
    calls: new Counter({
      ...on,
      name: "lectern_model_calls_total",
      help: "Calls of models, by outcome; of failed ones, why they failed.",
      labelNames: ["provider", "model", "feature", "outcome", "failure"],
    }),
    firstToken: new Histogram({
      ...on,
      name: "lectern_model_first_token_seconds",
      help: "From a call of a chat model to its first token.",
      labelNames: ["provider", "model"],
      buckets: answerSeconds,
    }),
    tokens: new Counter({
      ...on,
      name: "lectern_model_tokens_total",
      help: "Tokens read and written. Those of the input that the provider had cached are counted as cached, too.",
      labelNames: ["provider", "model", "kind"],
    }),
    cost: new Counter({
      ...on,
      name: "lectern_model_cost_usd_total",
      help: "What calls of models cost, in US dollars.",
      labelNames: ["provider", "model"],
    }),
    rateRefusals: new Counter({
      ...on,
      name: "lectern_rate_limit_refusals_total",
      help: "Requests beyond a rate limit.",
      labelNames: ["limit"],
    }),
    budgetRefusals: new Counter({
      ...on,
      name: "lectern_budget_refusals_total",
      help: "Requests that a budget didn't cover.",
      labelNames: ["scope", "period"],
    }),
    breakers: new Gauge({
      ...on,
      name: "lectern_breaker_open",
      help: "1 where a model or provider isn't called because it failed too often, .5 while it's tried again.",
      labelNames: ["breaker"],
    }),
    calling: new Gauge({
      ...on,
      name: "lectern_provider_calls_active",
      help: "Calls under way at a provider.",
      labelNames: ["provider"],
    }),
    waiting: new Gauge({
      ...on,
      name: "lectern_provider_queue_length",
      help: "Calls that wait for a place at a provider.",
      labelNames: ["provider"],
    }),
    documents: new Gauge({
      ...on,
      name: "lectern_documents",
      help: "Documents of the whole installation, by state.",
      labelNames: ["status"],
    }),
    oldest: new Gauge({
      ...on,
      name: "lectern_ingestion_oldest_seconds",
      help: "How long the oldest unfinished document has been waiting.",
    }),
    workers: new Gauge({ ...on, name: "lectern_workers", help: "Workers that are alive." }),
  };
}

/** `globalThis` because Next may load this module once per route, and they count together. */
const shared = globalThis as {
  lecternMetrics?: ReturnType<typeof createMetrics>;
  lecternMetricsOfNode?: boolean;
};
shared.lecternMetrics ??= createMetrics();
const metrics = shared.lecternMetrics;

const usd = (microUsd: number) => microUsd / 1_000_000;

export interface CountedRequest {
  outcome: RequestOutcome;
  source: string;
  cache?: string | null;
  firstWordMs?: number | null;
  totalMs: number;
  sentencesChecked?: number;
  sentencesUnsupported?: number;
  cacheSavedMicroUsd?: number;
}

/** Counts a question whose answer is final. */
export function countRequest(request: CountedRequest): void {
  const { outcome, source, firstWordMs, totalMs, cacheSavedMicroUsd = 0 } = request;
  const { sentencesChecked = 0, sentencesUnsupported = 0 } = request;
  const cache = request.cache ?? "none";
  metrics.requests.inc({ outcome, source, cache });
  if (typeof firstWordMs === "number") metrics.firstWord.observe({ cache }, firstWordMs / 1000);
  metrics.whole.observe({ cache }, totalMs / 1000);
  metrics.sentences.inc({ verdict: "supported" }, sentencesChecked - sentencesUnsupported);
  metrics.sentences.inc({ verdict: "unsupported" }, sentencesUnsupported);
  metrics.saved.inc(usd(cacheSavedMicroUsd));
}

export interface CountedCall {
  provider: string;
  modelId: string;
  feature: string;
  outcome: string;
  failure?: string | null;
  inputTokens: number;
  cachedInputTokens?: number;
  outputTokens: number;
  costMicroUsd: number;
  firstTokenMs?: number | null;
}

/** Counts a call of a model that has ended. */
export function countModelCall(call: CountedCall): void {
  const { provider, modelId: model, feature, outcome, failure, firstTokenMs } = call;
  const by = { provider, model };
  metrics.calls.inc({ ...by, feature, outcome, failure: failure ?? "none" });
  metrics.tokens.inc({ ...by, kind: "input" }, call.inputTokens);
  metrics.tokens.inc({ ...by, kind: "cached" }, call.cachedInputTokens ?? 0);
  metrics.tokens.inc({ ...by, kind: "output" }, call.outputTokens);
  metrics.cost.inc(by, usd(call.costMicroUsd));
  if (typeof firstTokenMs === "number") metrics.firstToken.observe(by, firstTokenMs / 1000);
}

/** Counts a request beyond one of the limits of rate-limit.ts. */
export function countRateRefusal(limit: string): void {
  metrics.rateRefusals.inc({ limit });
}

/** Counts a request that a budget of this scope and period didn't cover. */
export function countBudgetRefusal(scope: string, period: string): void {
  metrics.budgetRefusals.inc({ scope, period });
}

/** How things stand when somebody asks. */
export interface Standing {
  breakers: { name: string; state: "closed" | "open" | "half-open" }[];
  queues: { provider: string; calling: number; waiting: number }[];
  documents: Record<string, number>;
  oldestWaitingSeconds: number;
  liveWorkers: number;
}

const openness = { closed: 0, "half-open": 0.5, open: 1 };

/** All of it in Prometheus' text format. Of the process itself (memory, delays of its event loop) from the first time on that anybody asks. */
export async function renderMetrics(standing: Standing): Promise<{ text: string; contentType: string }> {
  const { registry, breakers, calling, waiting, documents } = metrics;
  if (!shared.lecternMetricsOfNode) collectDefaultMetrics({ register: registry });
  shared.lecternMetricsOfNode = true;
  for (const gauge of [breakers, calling, waiting, documents]) gauge.reset();
  for (const { name, state } of standing.breakers) breakers.set({ breaker: name }, openness[state]);
  for (const queue of standing.queues) {
    calling.set({ provider: queue.provider }, queue.calling);
    waiting.set({ provider: queue.provider }, queue.waiting);
  }
  for (const [status, count] of Object.entries(standing.documents)) documents.set({ status }, count);
  metrics.oldest.set(standing.oldestWaitingSeconds);
  metrics.workers.set(standing.liveWorkers);
  return { text: await registry.metrics(), contentType: registry.contentType };
}
