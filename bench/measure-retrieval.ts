import { findSearchScope } from "../db/search.ts";
import { runBareSearch } from "../db/testing/bare-search.ts";
import {
  countRoundTrips,
  type RecordedStatement,
  recordStatements,
  replayStatement,
} from "../db/testing/record-statements.ts";
import { analyzeQuestion, defaultLanguage } from "../lib/analyze-text.ts";
import { retrieve } from "../lib/answer-question.ts";
import { percentile } from "../lib/evaluation/percentile.ts";
import { liveModels, type Models } from "../lib/models/live-models.ts";
import { startMeter } from "../lib/models/meter.ts";
import {
  type LoadedSize,
  openSyntheticTenant,
  type SyntheticTenant,
  syntheticModel,
} from "./load-synthetic-corpus.ts";
import { measureRecall, type RecallRow } from "./measure-recall.ts";
import type { SyntheticQuestion } from "./synthesize-corpus.ts";

export interface Percentiles {
  p50: number;
  p95: number;
}

export interface RetrievalRow extends LoadedSize {
  /** Milliseconds by stage; `pipeline` is from the question to ranked chunks, as one waits for it. */
  stages: Record<string, Percentiles>;
  /** The two searches' own statements alone, one after the other, past row-level security: `bm25`, `vector`, and `both` together. */
  own: Record<string, Percentiles>;
  /** Hybrid search written by hand (runBareSearch): `words`, `vector`, and `both` together; `all words` where there is such. */
  bare: Record<string, Percentiles>;
  /** Chunks in the median that hold all of a question's words; 0 where that isn't asked. */
  allWordsFound: number;
  /** The pipeline's p95 over that of `both`. */
  timesOwn: number;
  timesBare: number;
  /** The most that one question needed. */
  roundTripsMax: number;
  embeddingCallsMax: number;
  /** Empty where there is no vector index: what is searched exactly is found. */
  recall: RecallRow[];
}

export interface RetrievalBench {
  kind: "retrieval";
  at: string;
  seed: number;
  questions: number;
  rows: RetrievalRow[];
}

export interface RetrievalBenchOptions {
  /** Sizes, ascending: the corpus grows from one to the next. */
  chunks: number[];
  questions: number;
  seed: number;
  onRow?: (row: RetrievalRow) => void;
}

/**
 * Asks a synthetic corpus through the product's own `retrieve` at each size, and right after each question the two searches' statements
 * as they were sent, and two written by hand, so that these find warm what the product has read. Questions are drawn anew at each
 * size; some are asked before to warm up.
 */
export async function measureRetrieval(options: RetrievalBenchOptions): Promise<RetrievalBench> {
  const { chunks, questions, seed, onRow } = options;
  const tenant = await openSyntheticTenant(seed, questions + warmUps);
  const rows: RetrievalRow[] = [];
  for (const size of chunks) {
    const loaded = await tenant.growTo(size);
    const row = await measureSize(tenant, loaded);
    rows.push(row);
    onRow?.(row);
  }
  return { kind: "retrieval", at: new Date().toISOString(), seed, questions, rows };
}

const warmUps = 10;
/** An exact search reads every chunk. */
const recallQuestions = 100;

interface Asked {
  timingsMs: Record<string, number>;
  ownMs: Record<string, number>;
  bare: { ms: Record<string, number>; allWordsFound: number | null };
  roundTrips: number;
  embeddingCalls: number;
}

async function measureSize(tenant: SyntheticTenant, loaded: LoadedSize): Promise<RetrievalRow> {
  const questions = tenant.questions();
  const asked: Asked[] = [];
  for (const [i, question] of questions.entries()) {
    const one = await ask(tenant, question);
    if (i >= warmUps) asked.push(one);
  }
  const stages = percentilesOf(asked.map(({ timingsMs }) => timingsMs));
  const own = percentilesOf(asked.map(({ ownMs }) => ownMs));
  const bare = percentilesOf(asked.map(({ bare }) => bare.ms));
  const times = (both = 0) => (stages.pipeline?.p95 ?? 0) / (both || 1);
  return {
    ...loaded,
    stages,
    own,
    bare,
    allWordsFound: percentile(
      asked.flatMap(({ bare }) => bare.allWordsFound ?? []),
      0.5,
    ),
    timesOwn: times(own.both?.p95),
    timesBare: times(bare.both?.p95),
    roundTripsMax: Math.max(...asked.map(({ roundTrips }) => roundTrips)),
    embeddingCallsMax: Math.max(...asked.map(({ embeddingCalls }) => embeddingCalls)),
    recall:
      loaded.indexSeconds === null
        ? []
        : await measureRecall(tenant, questions.slice(warmUps, warmUps + recallQuestions)),
  };
}

async function ask(tenant: SyntheticTenant, question: SyntheticQuestion): Promise<Asked> {
  const { principal } = tenant;
  let embeddingCalls = 0;
  const models: Models = {
    ...liveModels,
    embed: async ({ texts }) => {
      embeddingCalls++;
      const embeddings = texts.map(() => Array.from(question.embedding));
      return { embeddings, inputTokens: 0, costMicroUsd: 0 };
    },
  };
  const meter = startMeter({ principal, requestId: crypto.randomUUID() });
  const startedAt = performance.now();
  const { result, statements } = await recordStatements(async () => {
    const scope = await findSearchScope(principal, null);
    const scopeMs = performance.now() - startedAt;
    const { timingsMs } = await retrieve(principal, { question: question.text, scope }, { models, meter });
    return { scope: scopeMs, ...timingsMs, pipeline: performance.now() - startedAt };
  });
  const ownMs = await timeOwn(statements);
  const bare = await runBare(tenant, question);
  return { timingsMs: result, ownMs, bare, roundTrips: countRoundTrips(statements), embeddingCalls };
}

/** The same statements as they were sent, without what the product does around them. */
async function timeOwn(statements: RecordedStatement[]): Promise<Record<string, number>> {
  const timeFirst = async (pattern: RegExp) => {
    const statement = statements.find(({ text }) => pattern.test(text));
    return statement ? (await replayStatement(statement)).ms : 0;
  };
  const bm25 = await timeFirst(/<@>|lectern_score_chunks/);
  const vector = await timeFirst(/<=>/);
  return { bm25, vector, both: bm25 + vector };
}

async function runBare({ principal }: SyntheticTenant, { text, embedding }: SyntheticQuestion) {
  const { words, allWords, vector } = await runBareSearch(principal.tenantId, {
    terms: [...new Set(analyzeQuestion(text, [defaultLanguage]))],
    embedding: Array.from(embedding),
    embeddingModel: syntheticModel,
  });
  const ms = { words: words.ms, vector: vector.ms, both: words.ms + vector.ms };
  return { ms: allWords ? { ...ms, "all words": allWords.ms } : ms, allWordsFound: allWords?.found ?? null };
}

function percentilesOf(timings: Record<string, number>[]): Record<string, Percentiles> {
  const stages = new Set(timings.flatMap((timing) => Object.keys(timing)));
  return Object.fromEntries(
    [...stages].map((stage) => {
      const all = timings.flatMap((timing) => timing[stage] ?? []);
      return [stage, { p50: percentile(all, 0.5), p95: percentile(all, 0.95) }];
    }),
  );
}
