/**
 * `npm run eval -- retrieval`: loads each data set's corpus into a tenant of its own through the product's index path, asks its
 * questions through the product's own `retrieve`, and scores what comes back by document, as BEIR does.
 */
import { v7 as uuidv7 } from "uuid";
import type { Bm25Tier } from "../../../db/capabilities.ts";
import { findSearchScope, type SearchScope } from "../../../db/search.ts";
import { openReferenceIndex } from "../../../db/testing/reference-index.ts";
import { showProgress } from "../../../scripts/show-progress.mjs";
import { retrieve } from "../../answer-question.ts";
import { limits } from "../../limits.ts";
import { liveModels, type Models } from "../../models/live-models.ts";
import { startMeter } from "../../models/meter.ts";
import { overlapAt } from "../../retrieval-metrics.ts";
import type { SearchMode } from "../../search.ts";
import { bootstrapInterval, type Interval } from "../bootstrap-interval.ts";
import { type LoadedCorpus, loadCorpus } from "../load-corpus.ts";
import { percentile } from "../percentile.ts";
import { type Dataset, type DatasetQuery, readDataset } from "../read-dataset.ts";
import { seededSample } from "../seeded-random.ts";
import type { FeatureWriter } from "./feature-writer.ts";
import { rankDocuments } from "./rank-documents.ts";
import { meanScores, type RankingScores, scoreRanking } from "./score-ranking.ts";
import { searchByTier } from "./search-by-tier.ts";

/** By nobody, the built-in reranker, a model that must be configured, or whichever would serve users. */
export type Rerank = "none" | "features" | "model" | "configured";

/** One way of searching: a row of the table. */
export type System = { name: string } & (
  | { kind: "pipeline"; mode: SearchMode; rerank: Rerank }
  | { kind: "reference" }
  /** BM25 by a tier, whichever this database would use. */
  | { kind: "tier"; tier: Bm25Tier }
);

export interface RetrievalOptions {
  /** Folders, as read-dataset.ts reads them. */
  datasets: string[];
  systems: System[];
  /** Another file of queries in each folder. */
  queriesFile?: string;
  /** Questions per set, drawn by the seed; all when left out. */
  questionsMax?: number;
  embeddingModel?: string;
  language?: string;
  seed: number;
  /** Where loaded corpora are kept. */
  keptIn?: string;
  features?: FeatureWriter;
}

export interface QuestionScores extends RankingScores {
  id: string;
  question: string;
}

export interface SystemReport {
  name: string;
  scores: RankingScores;
  /** Of nDCG@10. */
  interval: Interval;
  /** By stage, and `total` as the caller waits. */
  milliseconds: Record<string, { p50: number; p95: number }>;
  questions: QuestionScores[];
}

export interface DatasetReport {
  name: string;
  documents: number;
  questions: number;
  systems: SystemReport[];
  /** Where both BM25 tiers were measured: of the first ten documents of one, those that the other has, too, in the mean. */
  tierOverlapAt10?: number;
}

export interface RetrievalReport {
  kind: "retrieval";
  at: string;
  seed: number;
  /** Chunks that each search was asked for. */
  candidates: number;
  embeddingModel: string;
  datasets: DatasetReport[];
}

/** At least as many as recall@100 looks at. */
const candidates = Math.max(limits.candidatesMax, 100);

/** Throws where a data set can't be read, or a document of it fails. */
export async function evaluateRetrieval(options: RetrievalOptions): Promise<RetrievalReport> {
  const datasets: DatasetReport[] = [];
  let embeddingModel = "";
  for (const folder of options.datasets) {
    const dataset = await readDataset(folder, options.queriesFile);
    const loaded = await loadCorpus(dataset.corpus, { ...options, name: dataset.name });
    const scope = await findSearchScope(loaded.principal, [loaded.collectionId]);
    embeddingModel = scope[0]?.embeddingModel ?? "";
    datasets.push(await evaluateDataset(dataset, loaded, scope, options));
  }
  const at = new Date().toISOString();
  return { kind: "retrieval", at, seed: options.seed, candidates, embeddingModel, datasets };
}

async function evaluateDataset(
  dataset: Dataset,
  loaded: LoadedCorpus,
  scope: SearchScope[],
  { systems, questionsMax, seed, features }: RetrievalOptions,
): Promise<DatasetReport> {
  const queries = seededSample(dataset.queries, questionsMax ?? Number.POSITIVE_INFINITY, seed);
  const measured: { system: System; ask: Asker; answers: Scored[] }[] = [];
  for (const system of systems) {
    const warmUp = await openAsker(system, { dataset, loaded, scope });
    if (queries[0]) await warmUp(queries[0]); // caches and plans
    const ask = await openAsker(system, { dataset, loaded, scope, features });
    measured.push({ system, ask, answers: [] });
  }
  const progress = showProgress(`${dataset.name}: asked`, queries.length);
  for (const query of queries) {
    for (const { ask, answers } of measured) answers.push(await ask(query));
    progress.advance();
  }
  return {
    name: dataset.name,
    documents: dataset.corpus.length,
    questions: queries.length,
    systems: measured.map(({ system, answers }) => reportOf(system.name, answers, seed)),
    tierOverlapAt10: overlapOf(measured.filter(({ system }) => system.kind === "tier")),
  };
}

function overlapOf([left, right]: { answers: Scored[] }[]): number | undefined {
  if (!left || !right) return undefined;
  const overlaps = left.answers.map(({ ranked }, i) => overlapAt(ranked, right.answers[i]?.ranked ?? [], 10));
  return overlaps.reduce((sum, overlap) => sum + overlap, 0) / Math.max(1, overlaps.length);
}

export interface Scored {
  scores: QuestionScores;
  timingsMs: Record<string, number>;
  /** Corpus ids, best first. */
  ranked: string[];
}
type Asker = (query: DatasetQuery) => Promise<Scored>;

interface Asked {
  dataset: Dataset;
  loaded: LoadedCorpus;
  scope: SearchScope[];
  features?: FeatureWriter;
}

async function openAsker(system: System, asked: Asked): Promise<Asker> {
  const { dataset, loaded, scope } = asked;
  switch (system.kind) {
    case "pipeline":
      return pipelineAsker(system, asked);
    case "reference": {
      const search = await openReferenceIndex(loaded.principal.tenantId, dataset.corpus);
      return timed((query) => search(query.text, candidates));
    }
    case "tier":
      return timed(async ({ text }) => {
        const search = { question: text, scope, limit: candidates };
        const chunks = await searchByTier(loaded.principal, search, system.tier);
        return rankDocuments(chunks, loaded.corpusIdsOf);
      });
  }
}

/** Asks the pipeline that serves users. */
function pipelineAsker(
  { mode, rerank }: System & { kind: "pipeline" },
  { dataset, loaded: { principal, corpusIdsOf }, scope, features }: Asked,
): Asker {
  const tools = { models: modelsFor(rerank), meter: startMeter({ principal, requestId: uuidv7() }) };
  const isReranked = rerank !== "none";
  return async (query) => {
    const startedAt = performance.now();
    const asked = { question: query.text, scope, mode, isReranked, limit: candidates };
    const { chunks, timingsMs, trace } = await retrieve(principal, asked, tools);
    const total = performance.now() - startedAt;
    if (mode === "hybrid" && isReranked) features?.write(dataset.name, query, trace, corpusIdsOf);
    return score(query, rankDocuments(chunks, corpusIdsOf), { ...timingsMs, total });
  };
}

function modelsFor(rerank: Rerank): Models {
  if (rerank === "features")
    return { ...liveModels, rerankModel: () => liveModels.find("builtin/features") ?? null };
  const configured = liveModels.rerankModel();
  if (rerank === "model" && (!configured || configured.provider === "builtin"))
    throw new Error("No reranking model is configured: set RERANK_MODEL.");
  return liveModels;
}

function timed(rank: (query: DatasetQuery) => Promise<string[]>): Asker {
  return async (query) => {
    const startedAt = performance.now();
    const ranked = await rank(query);
    return score(query, ranked, { total: performance.now() - startedAt });
  };
}

function score(
  { id, text, relevance }: DatasetQuery,
  ranked: string[],
  timingsMs: Record<string, number>,
): Scored {
  return { scores: { id, question: text, ...scoreRanking(ranked, relevance) }, timingsMs, ranked };
}

/** A system's row from its answers to all questions. */
export function reportOf(name: string, answers: Omit<Scored, "ranked">[], seed: number): SystemReport {
  const questions = answers.map(({ scores }) => scores);
  const stages = new Set(answers.flatMap(({ timingsMs }) => Object.keys(timingsMs)));
  const percentilesOf = (stage: string) => {
    const all = answers.flatMap(({ timingsMs }) => timingsMs[stage] ?? []);
    return { p50: percentile(all, 0.5), p95: percentile(all, 0.95) };
  };
  return {
    name,
    scores: meanScores(questions),
    interval: bootstrapInterval(
      questions.map((scores) => scores["nDCG@10"]),
      seed,
    ),
    milliseconds: Object.fromEntries([...stages].map((stage) => [stage, percentilesOf(stage)])),
    questions,
  };
}
