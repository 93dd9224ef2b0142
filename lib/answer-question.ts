/** THE REQUEST. Start here: this file reads top to bottom, and every line names the file that does the work. */
import { saveAnswer, saveQuestion } from "../db/messages.ts";
import { findSearchScope, type SearchScope } from "../db/search.ts";
import { findTenantPolicy } from "../db/tenant-policy.ts";
import { type GuardedQuestion, guardQuestion } from "./admission/guard-question.ts";
import { startRecord, type TurnRecord } from "./admission/keep-record.ts";
import { modelsWithinQuota } from "./admission/models-within-quota.ts";
import { noteAnswerFindings } from "./admission/note-answer-findings.ts";
import { reserveQuota, settleQuota } from "./admission/reserve-quota.ts";
import { afterwards } from "./afterwards.ts";
import { type AnswerCache, openAnswerCache } from "./conversation/answer-cache.ts";
import type { CondensedQuestion } from "./conversation/condense-by-rules.ts";
import { condenseQuestion } from "./conversation/condense-question.ts";
import { lookBack } from "./conversation/look-back.ts";
import { type RolledUp, rollUpHistory } from "./conversation/roll-up-history.ts";
import { toAppError } from "./errors.ts";
import { type Draft, finishDraft, startDraft } from "./generation/draft.ts";
import { listCandidates, routeModel } from "./generation/route-model.ts";
import { writeAnswer } from "./generation/write-answer.ts";
import { findIdentifyingData } from "./guards/find-personal-data.ts";
import { isInterrupted } from "./interruption.ts";
import { limits } from "./limits.ts";
import { log } from "./log.ts";
import { isResting } from "./models/call-model.ts";
import type { ModelSpec } from "./models/catalog.ts";
import { liveModels, type Models } from "./models/live-models.ts";
import { type Meter, startMeter } from "./models/meter.ts";
import { renewProviders } from "./models/provider-settings.ts";
import { keepPersonalDataLocal, restrictModels } from "./models/restrict-models.ts";
import { findCandidates } from "./retrieval/find-candidates.ts";
import { keepTrace } from "./retrieval/keep-trace.ts";
import { packEvidence } from "./retrieval/pack-evidence.ts";
import { planSearch } from "./retrieval/plan-search.ts";
import { relaxPlan } from "./retrieval/relax-plan.ts";
import { rerank, unranked } from "./retrieval/rerank.ts";
import { tracePacking, traceRetrieval } from "./retrieval/trace-retrieval.ts";
import { widenEvidence } from "./retrieval/widen-evidence.ts";
import type { RetrievalTrace, SearchFilters, SearchMode, SearchPlan } from "./search.ts";
import { startStopwatch } from "./stopwatch.ts";
import type { TenantPolicy } from "./tenant-policy.ts";
import type { Answer, AnswerStream, AnswerUsage, Notice, Principal, RankedChunk, Turn } from "./turn.ts";

/**
 * Answers one turn. Three ways to obtain an Answer (refused, cached, written), one way out, so that nothing escapes saving or
 * billing. Throws before anything is written: `collection_not_found`, `model_not_found`, `budget_exhausted`, `run_in_progress`. After
 * that a fault becomes a `failed` answer that keeps what was written; only the database failing throws.
 */
export async function answerQuestion(
  turn: Turn,
  reader: AnswerStream,
  everyModel: Models = liveModels,
): Promise<Answer> {
  const record = startRecord(turn, reader); // what becomes of it, for the admins
  const { out, timed } = record;
  const [policy, scope] = await timed("admit", () =>
    Promise.all([
      findTenantPolicy(turn.principal),
      findSearchScope(turn.principal, turn.collectionIds), // 404 before anything is written
      renewProviders(),
    ]),
  );
  const models = restrictModels(everyModel, policy); // from here on there are no others
  const candidates = listCandidates(turn.model, policy, models);
  const quota = await timed("reserve", () => reserveQuota(turn, candidates, { policy, scope, models })); // 429 before any money is spent
  const meter = startMeter({ ...turn, scope }); // every model call reports here
  const tools = {
    models: modelsWithinQuota(models, quota, { question: turn.question, meter }),
    meter,
    timed,
  };
  try {
    await timed("save", () => saveQuestion(turn)); // idempotent by message id
    const guarded = await timed("guard", () => guardQuestion(turn, policy, tools));
    if (guarded.hasPersonalData) tools.models = keepPersonalDataLocal(tools.models, policy);
    const cache = openAnswerCache(turn, { policy, scope, guarded, ...quota }, tools);
    const answer =
      guarded.refusal ??
      (await findOrWriteAnswer(turn, out, { policy, scope, guarded, cache, ...quota, ...tools }));
    out.usage(usageOf(answer, meter));
    await saveAnswer(turn, answer);
    await Promise.all([keepTrace(turn, answer), cache.keep(answer)]);
    record.keep(answer, { policy, scope, cacheHit: cache.hit(), ...tools });
    afterwards("a turn could not be looked back on", () =>
      lookBack(turn, answer, { policy, guarded, models }),
    );
    return answer;
  } finally {
    await settleQuota(turn, quota, meter); // also after abort, refusal, crash
  }
}

function usageOf({ modelId }: Answer, meter: Meter): AnswerUsage {
  const { input: inputTokens, output: outputTokens } = meter.tokens();
  return { modelId, inputTokens, outputTokens, costMicroUsd: meter.spentMicroUsd() };
}

interface WriteTools extends RetrieveTools {
  timed: TurnRecord["timed"];
  policy: TenantPolicy;
  scope: SearchScope[];
  guarded: GuardedQuestion;
  cache: AnswerCache;
  /** The models that may write it, and what the reader should know of why these. */
  candidates: ModelSpec[];
  notices: Notice[];
  /** Of the tightest budget, 0 to 1. */
  leftShare: number;
}

/**
 * Understands the question, and gives the answer that was given to it before or writes one. Whatever happens on the way, what the
 * reader has seen becomes the answer.
 */
async function findOrWriteAnswer(turn: Turn, out: AnswerStream, tools: WriteTools): Promise<Answer> {
  const draft = startDraft(turn, out);
  try {
    turn.signal.throwIfAborted(); // while it was guarded
    out.status({ stage: "searching" });
    const past = rollUpHistory(tools.guarded);
    const question = { ...turn, question: tools.guarded.question };
    const asked = await tools.timed("condense", () =>
      condenseQuestion(question, past.history, { ...tools, ...past.background }),
    );
    draft.standaloneQuestion = asked.question;
    const cached = await tools.timed("cache", () => tools.cache.find(asked.question));
    if (cached) return cached;
    await write(turn, out, draft, { ...tools, asked, past });
    if (draft.spare) return draft.spare;
  } catch (error) {
    const fault = toAppError(error);
    if (!turn.signal.aborted)
      log.error({ err: fault, requestId: turn.requestId }, "an answer could not be finished");
    if (isInterrupted(turn.signal)) return finishDraft(draft, "interrupted");
    return finishDraft(draft, turn.signal.aborted ? "stopped" : "failed", fault.publicMessage);
  }
  return finishDraft(draft, "complete");
}

/** Retrieves first, then writes. */
async function write(
  turn: Turn,
  out: AnswerStream,
  draft: Draft,
  tools: WriteTools & { asked: CondensedQuestion; past: RolledUp },
): Promise<void> {
  const { policy, guarded, candidates, leftShare, asked, past } = tools;
  tools.notices.forEach(draft.notify);
  const { filters, infersFilters, signal } = turn;
  const query = { ...asked, scope: tools.scope, filters, infersFilters, signal };
  const { chunks, notices, trace } = await retrieve(turn.principal, query, tools);
  notices.forEach(draft.notify);
  if (trace.filters.length > 0) out.filters(trace.filters);
  out.status({ stage: "reading", found: chunks.length });

  const packing = { question: query.question, scope: tools.scope };
  const packed = await tools.timed("pack", () =>
    widenEvidence(turn.principal, packEvidence(chunks, packing), packing),
  );
  draft.evidence = packed.evidence;
  draft.trace = tracePacking(trace, packed);
  if (draft.evidence.length === 0) return; // nothing to go by: the draft abstains

  const { evidence } = draft;
  const question = trace.queries[0]?.text ?? draft.standaloneQuestion; // without the names of documents that are filters now
  const hasPersonalData =
    guarded.hasPersonalData ||
    (policy.models.keepsPersonalDataLocal &&
      evidence.some(({ chunk }) => findIdentifyingData(chunk.text).length > 0));
  const models = hasPersonalData ? keepPersonalDataLocal(tools.models, policy) : tools.models;
  const needs = {
    question,
    evidence,
    policy,
    hasPersonalData,
    leftShare,
    isResting,
    hasWritten: models.hasWritten,
    splitKey: turn.questionId,
  };
  const route = routeModel({ asked: turn.model, candidates, ...needs });
  draft.route = route.trace;

  const { findSpare } = tools.cache;
  const writing = { question, ...past, route, policy, candidates, found: chunks.length, findSpare };
  const findings = await tools.timed("write", () => writeAnswer(turn, draft, writing, { ...tools, models }));
  await noteAnswerFindings(turn, findings);
}

interface RetrieveTools {
  models: Models;
  meter: Meter;
}

export interface RetrieveQuery {
  question: string;
  /** The question in the reader's own words, and the conversation's words, where it was condensed (condense-by-rules.ts). */
  asked?: string;
  topic?: string[];
  scope: SearchScope[];
  filters?: SearchFilters;
  /** Whether further filters may be understood from the question. Default true. */
  infersFilters?: boolean;
  mode?: SearchMode;
  /** Default true. */
  isReranked?: boolean;
  /** Default `limits.candidatesMax`. */
  limit?: number;
  signal?: AbortSignal;
}

export interface Retrieved {
  /** Best first. */
  chunks: RankedChunk[];
  notices: Notice[];
  /** Milliseconds by stage; searches run side by side. */
  timingsMs: Record<string, number>;
  trace: RetrievalTrace;
}

/** Finds the chunks for a standalone question: planned, searched by words and by meaning, fused, reranked. What evals measure is this. */
export async function retrieve(
  principal: Principal,
  query: RetrieveQuery,
  tools: RetrieveTools,
): Promise<Retrieved> {
  const { scope, mode = "hybrid", isReranked = true, limit = limits.candidatesMax, signal } = query;
  const { timed, timingsMs } = startStopwatch();
  const search = (plan: SearchPlan) =>
    findCandidates(principal, plan, { scope, mode, limit, signal }, { ...tools, timed });

  let plan = await timed("plan", () => planSearch(principal, query));
  let found = await search(plan);
  const relaxed = relaxPlan(plan, found, mode); // it asked for too much, such as a filter that we read into the question
  if (relaxed) {
    plan = relaxed.plan;
    found = await search(plan);
  }
  const reranked = isReranked
    ? await timed("rerank", () => rerank({ plan, chunks: found.chunks, signal }, tools))
    : unranked(found.chunks);

  const { chunks } = reranked;
  const notices = [...(relaxed ? [relaxed.notice] : []), ...found.notices, ...reranked.notices];
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const trace = traceRetrieval({ plan, found, reranked, mode, collectionIds, timingsMs });
  return { chunks, notices, timingsMs, trace };
}
