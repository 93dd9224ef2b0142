/** THE REQUEST. Start here: this file reads top to bottom, and every line names the file that does the work. */
import { saveAnswer, saveQuestion } from "../db/messages.ts";
import { findSearchScope, loadFoundChunks, type SearchScope, searchBm25 } from "../db/search.ts";
import { refuseUnsafe } from "./admission/refuse-unsafe.ts";
import { reserveQuota, settleQuota } from "./admission/reserve-quota.ts";
import { analyzeText } from "./analyze-text.ts";
import { answerCacheKey, cacheAnswer, findCachedAnswer } from "./conversation/cached-answer.ts";
import { condenseQuestion } from "./conversation/condense-question.ts";
import { trimHistory } from "./conversation/trim-history.ts";
import { toAppError } from "./errors.ts";
import { createAnswerWriter } from "./generation/cite-answer.ts";
import { type Draft, finishDraft, startDraft } from "./generation/draft.ts";
import { generate } from "./generation/generate.ts";
import { routeModel } from "./generation/route-model.ts";
import { limits } from "./limits.ts";
import { log } from "./log.ts";
import type { ModelSpec } from "./models/catalog.ts";
import { liveModels, type Models } from "./models/live-models.ts";
import { type Meter, startMeter } from "./models/meter.ts";
import { fuse } from "./retrieval/fuse.ts";
import { packEvidence } from "./retrieval/pack-evidence.ts";
import { rerank } from "./retrieval/rerank.ts";
import { searchByVector } from "./retrieval/search-by-vector.ts";
import { widenEvidence } from "./retrieval/widen-evidence.ts";
import { startStopwatch } from "./stopwatch.ts";
import type {
  Answer,
  AnswerStream,
  AnswerUsage,
  Notice,
  Principal,
  RankedChunk,
  SearchMode,
  Turn,
} from "./turn.ts";

/**
 * Answers one turn. Three ways to obtain an Answer (refused, cached, written), one way out, so that nothing escapes saving or
 * billing. Throws before anything is written: `collection_not_found`, `model_not_found`, `budget_exhausted`, `run_in_progress`. After
 * that a fault becomes a `failed` answer that keeps what was written; only the database failing throws.
 */
export async function answerQuestion(
  turn: Turn,
  out: AnswerStream,
  models: Models = liveModels,
): Promise<Answer> {
  const scope = await findSearchScope(turn.principal, turn.collectionIds); // 404 before anything is written
  const chain = routeModel(turn.model, models);
  const hold = await reserveQuota(turn, chain); // 429 before any money is spent
  const meter = startMeter(turn); // every model call reports here
  try {
    await saveQuestion(turn); // idempotent by message id
    const cacheKey = answerCacheKey(turn, scope);
    const answer =
      refuseUnsafe(turn) ??
      (await findCachedAnswer(turn, cacheKey)) ??
      (await writeAnswer(turn, out, { scope, chain, models, meter }));
    out.usage(usageOf(answer, meter));
    await saveAnswer(turn, answer);
    await cacheAnswer(turn, cacheKey, answer);
    return answer;
  } finally {
    await settleQuota(turn, hold, meter); // also after abort, refusal, crash
  }
}

function usageOf({ modelId }: Answer, meter: Meter): AnswerUsage {
  const { input: inputTokens, output: outputTokens } = meter.tokens();
  return { modelId, inputTokens, outputTokens, costMicroUsd: meter.spentMicroUsd() };
}

interface WriteTools extends RetrieveTools {
  scope: SearchScope[];
  /** Models to try, in order. */
  chain: ModelSpec[];
}

/** Retrieves first, then writes. Whatever happens on the way, what the reader has seen becomes the answer. */
async function writeAnswer(turn: Turn, out: AnswerStream, tools: WriteTools): Promise<Answer> {
  const draft = startDraft(turn, out);
  try {
    await write(turn, out, draft, tools);
  } catch (error) {
    const fault = toAppError(error);
    if (!turn.signal.aborted)
      log.error({ err: fault, requestId: turn.requestId }, "an answer could not be finished");
    return finishDraft(draft, turn.signal.aborted ? "stopped" : "failed", fault.publicMessage);
  }
  return finishDraft(draft, "complete");
}

async function write(turn: Turn, out: AnswerStream, draft: Draft, tools: WriteTools): Promise<void> {
  out.status({ stage: "searching" });
  const history = trimHistory(turn.history);
  draft.standaloneQuestion = await condenseQuestion(turn, history, tools);

  const query = { question: draft.standaloneQuestion, scope: tools.scope, signal: turn.signal };
  const { chunks, notices } = await retrieve(turn.principal, query, tools);
  notices.forEach(draft.notify);
  out.status({ stage: "reading", found: chunks.length });

  draft.evidence = await widenEvidence(turn.principal, packEvidence(chunks));
  if (draft.evidence.length === 0) return; // nothing to go by: the draft abstains

  out.status({ stage: "writing", found: chunks.length });
  draft.writer = createAnswerWriter(draft.evidence, out);
  const question = draft.standaloneQuestion;
  const { evidence, writer, notify } = draft;
  draft.model = await generate(
    turn,
    { question, evidence, history, chain: tools.chain, writer, notify },
    tools,
  );
}

interface RetrieveTools {
  models: Models;
  meter: Meter;
}

export interface RetrieveQuery {
  question: string;
  scope: SearchScope[];
  mode?: SearchMode;
  /** Default true. */
  isReranked?: boolean;
  signal?: AbortSignal;
}

export interface Retrieved {
  /** Best first. */
  chunks: RankedChunk[];
  notices: Notice[];
  /** Milliseconds by stage; searches run side by side. */
  timingsMs: Record<string, number>;
}

/** Finds the chunks for a standalone question: BM25 and vector side by side, fused, reranked. What evals measure is this. */
export async function retrieve(
  principal: Principal,
  query: RetrieveQuery,
  tools: RetrieveTools,
): Promise<Retrieved> {
  const { question, scope, mode = "hybrid", isReranked = true, signal } = query;
  const collectionIds = scope.map((collection) => collection.collectionId);
  const limit = limits.candidatesMax;
  const { timed, timingsMs } = startStopwatch();

  const [bm25, vector] = await Promise.all([
    mode === "vector"
      ? []
      : timed("bm25", searchBm25(principal, { terms: analyzeText(question), collectionIds, limit })),
    mode === "bm25"
      ? { results: [], notices: [] }
      : timed("vector", searchByVector(principal, { question, scope, limit, signal }, tools)),
  ]);
  const fused = fuse([
    { kind: "bm25", results: bm25 },
    { kind: "vector", results: vector.results },
  ]).slice(0, limit);

  const found = await timed(
    "load",
    loadFoundChunks(
      principal,
      fused.map(({ chunkId }) => chunkId),
    ),
  );
  const foundById = new Map(found.map((chunk) => [chunk.chunkId, chunk]));
  const chunks = fused.flatMap(({ chunkId, scores }) => {
    const chunk = foundById.get(chunkId);
    return chunk ? [{ ...chunk, scores }] : [];
  });
  if (!isReranked) return { chunks, notices: vector.notices, timingsMs };

  const reranked = await timed(
    "rerank",
    Promise.resolve().then(() => rerank(question, chunks)),
  );
  return { chunks: reranked.chunks, notices: [...vector.notices, ...reranked.notices], timingsMs };
}
