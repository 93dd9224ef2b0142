/**
 * In: a turn and what became of it. Out: its record, by which admins see what it took, with its text where the tenant keeps texts.
 * Written once, after the reader has the answer. Fails open: a record that can't be written is logged and costs no answer.
 */
import { type KeptText, type NewRequestRecord, saveRequestRecord } from "../../db/request-records.ts";
import type { SearchScope } from "../../db/search.ts";
import type { UsageEvent } from "../../db/usage.ts";
import { afterwards } from "../afterwards.ts";
import { redactText } from "../guards/redact-text.ts";
import { countRequest } from "../metrics.ts";
import { costMicroUsd } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { pickCheapAndStrong } from "../models/pick-cheap-and-strong.ts";
import { type Stopwatch, startStopwatch } from "../stopwatch.ts";
import { currentTraceId, noteInSpan } from "../telemetry.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Answer, AnswerStream, CallSums, Turn } from "../turn.ts";

/** An answer that the cache gave again: how it was found, under which key, and what it had cost. */
export interface CacheHit {
  kind: "exact" | "similar";
  key: string;
  savedMicroUsd: number;
}

export interface RecordedWith {
  policy: TenantPolicy;
  scope: Pick<SearchScope, "collectionId">[];
  models: Pick<Models, "find">;
  meter: Pick<Meter, "calls">;
  /** Null where the answer isn't from the cache. */
  cacheHit: CacheHit | null;
}

export interface TurnRecord {
  /** The reader's stream, by which the record learns of the first word. */
  out: AnswerStream;
  timed: Stopwatch["timed"];
  /** Has the record written, some time soon; not where the question is asked again. */
  keep(answer: Answer, made: RecordedWith): void;
}

/** Starts the clock by which a turn is recorded. */
export function startRecord(turn: Turn, out: AnswerStream): TurnRecord {
  const { timed, timingsMs } = startStopwatch();
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  let firstWordMs: number | null = null;
  const text = (delta: string) => {
    firstWordMs ??= elapsedMs();
    out.text(delta);
  };
  return {
    out: { ...out, text },
    timed,
    keep(answer, made) {
      if (turn.batch?.isOver(answer) === false) return;
      const totalMs = elapsedMs();
      // A cached or refused answer is shown whole, at its end.
      const shownMs = firstWordMs ?? (answer.text === "" ? null : totalMs);
      const stagesMs = { ...timingsMs, ...(made.cacheHit ? {} : answer.trace?.timingsMs) };
      noteInSpan({ "lectern.outcome": answer.status, "lectern.cache": made.cacheHit?.kind });
      const write = async () => {
        const record = recordOf(turn, answer, { ...made, firstWordMs: shownMs, totalMs, stagesMs });
        countRequest(record);
        const kept = { cacheKey: made.cacheHit?.key, text: textOf(turn, answer, made.policy) };
        await saveRequestRecord(turn.principal, record, kept);
      };
      afterwards("the record of a question could not be written", write, { requestId: turn.requestId });
    },
  };
}

type Timings = Pick<NewRequestRecord, "firstWordMs" | "totalMs" | "stagesMs">;

function recordOf(
  turn: Turn,
  answer: Answer,
  { policy, scope, models, meter, cacheHit, ...timings }: RecordedWith & Timings,
): NewRequestRecord {
  const calls = meter.calls();
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const checked = answer.verdicts.filter(({ verdict }) => verdict !== "unchecked");
  const route = cacheHit ? null : answer.route;
  return {
    requestId: turn.requestId,
    conversationId: turn.conversationId,
    questionId: turn.questionId,
    answerId: turn.answerId,
    source: turn.source,
    outcome: answer.status,
    collectionIds,
    collectionId: collectionIds.length === 1 ? collectionIds[0] : null,
    documentIds: [...new Set(answer.citations.map(({ documentId }) => documentId))],
    cache: cacheHit?.kind,
    modelId: answer.modelId === "none" ? null : answer.modelId,
    promptVersion: answer.promptVersion,
    arm: route?.arm,
    difficulty: route?.difficulty,
    ...sumsOf(calls, turn.batch?.before),
    cacheSavedMicroUsd: cacheHit?.savedMicroUsd ?? 0,
    routingSavedMicroUsd: cacheHit ? 0 : savedByRouting(answer, calls, { policy, models }),
    ...countRepeats(answer, calls),
    sentencesChecked: checked.length,
    sentencesUnsupported: checked.filter(({ verdict }) => verdict === "unsupported").length,
    ...timings,
    traceId: currentTraceId(),
  };
}

const sumOf = (calls: readonly UsageEvent[], of: Exclude<keyof CallSums, "calls">) =>
  calls.reduce((sum, call) => sum + (call[of] ?? 0), 0);

const nothing: CallSums = {
  calls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0,
};

function sumsOf(calls: readonly UsageEvent[], before = nothing): CallSums {
  return {
    calls: before.calls + calls.length,
    inputTokens: before.inputTokens + sumOf(calls, "inputTokens"),
    cachedInputTokens: before.cachedInputTokens + sumOf(calls, "cachedInputTokens"),
    outputTokens: before.outputTokens + sumOf(calls, "outputTokens"),
    costMicroUsd: before.costMicroUsd + sumOf(calls, "costMicroUsd"),
  };
}

/**
 * What routing saved, in millionths of a US dollar: what the strong model would have cost for the same tokens, less what the models
 * that wrote really cost. The tokens are those of the first call that ended well, since the strong model would have read the same
 * prompt and written about as much; a second answer, because the first wasn't supported well enough, is a cost of routing and
 * lessens what it saved, below 0 if need be. Failed calls count on neither side: they would have failed at any price. Nothing was saved where
 * routing had no choice by difficulty: a model was asked for, was the only one, or fell to a split. Models count words differently, some by a
 * fifth, and answers differ in length: it's an estimate.
 */
export function savedByRouting(
  { route }: Pick<Answer, "route">,
  calls: readonly UsageEvent[],
  { policy, models }: Pick<RecordedWith, "policy" | "models">,
): number {
  if (!route || route.difficulty === null) return 0;
  const writers = [route.modelId, ...route.fallbackIds].flatMap((id) => models.find(id) ?? []);
  const { strong } = pickCheapAndStrong(
    writers.filter(({ provider }) => provider !== "builtin"),
    policy,
  );
  const wrote = calls.filter(({ feature, outcome }) => feature === "answer" && outcome === "ok");
  const [first] = wrote;
  if (!strong || !first) return 0;
  const { inputTokens, outputTokens, cachedInputTokens } = first;
  return (
    costMicroUsd(strong, inputTokens, outputTokens, { cachedInputTokens }) - sumOf(wrote, "costMicroUsd")
  );
}

/** Calls that wrote after one before had not: of the same model a retry, of another a failover. A model that rested wasn't called at all. */
function countRepeats({ notices }: Answer, calls: readonly UsageEvent[]) {
  const writing = calls.filter(({ feature }) => feature === "answer");
  const repeats = writing.map(({ attempt = 1, modelId }, i) => {
    if (attempt === 1) return null;
    return writing[i - 1]?.modelId === modelId ? "retry" : "failover";
  });
  const count = (kind: "retry" | "failover") => repeats.filter((repeat) => repeat === kind).length;
  const hasFailedOver = notices.some(({ kind }) => kind === "failed_over");
  return { retries: count("retry"), failovers: Math.max(count("failover"), Number(hasFailedOver)) };
}

function textOf(
  turn: Turn,
  { text, evidenceDocumentIds }: Answer,
  { records }: TenantPolicy,
): KeptText | null {
  if (records.texts === "none") return null;
  const kept = records.texts === "redacted" ? redactText : (whole: string) => whole;
  return {
    question: kept(turn.question),
    answer: kept(text),
    documentIds: evidenceDocumentIds,
    days: records.textDays,
  };
}
