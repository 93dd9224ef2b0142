/**
 * In: a question of a batch. Out: what it came to, or that it has to wait. It's answered as any other question is, by
 * lib/answer-question.ts, only that nobody reads along and nobody is in a hurry.
 */
import { v7 as uuidv7 } from "uuid";
import type { BatchItem, BatchItemEnd } from "../../db/batch-runs.ts";
import { findTenantPolicy } from "../../db/tenant-policy.ts";
import { answerQuestion } from "../answer-question.ts";
import { type AppError, type ErrorCode, toAppError } from "../errors.ts";
import { isInterrupted } from "../interruption.ts";
import { isResting } from "../models/call-model.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import { defaultPatience, type Patience } from "../models/failover-policy.ts";
import type { Models } from "../models/live-models.ts";
import { hasBatches } from "../models/provider-batch.ts";
import { inAnswerSpan } from "../run/in-answer-span.ts";
import type { Answer, AnswerStream, AnswerUsage, Notice, Principal, Turn } from "../turn.ts";
import { addUsage, hashOf, type PreparedCall } from "./hand-over.ts";

/** Nobody waits: a place at a provider is waited for as long as it lasts (provider-queue.ts), and a model that is busy is asked later. */
const batchPatience: Patience = {
  ...defaultPatience,
  firstTokenMs: 60_000,
  firstWordMs: 12 * 60_000,
  totalMs: 20 * 60_000, // within the life of a hold (db/budget.ts)
  triesPerModel: 4,
  backoffMs: { initial: 1_000, max: 30_000 },
  retryAfterMaxMs: 60_000,
};

/** How often a question is tried before it counts as failed. */
const triesMax = 3;
/** What may pass, and how long it's given. */
const passing: Partial<Record<ErrorCode, number>> = {
  overloaded: 30,
  database_unavailable: 10,
  provider_unavailable: 30,
  run_in_progress: 10,
};
/** An admin may raise a budget before it starts anew. */
const budgetWaitSecondsMax = 5 * 60;

/** That a question can't be answered now. */
export interface Wait {
  waitSeconds: number;
  /** For the batch's person; null where it's over in a moment. */
  fault: string | null;
  /** Whether the try counts. */
  counts: boolean;
  usage: AnswerUsage | null;
}

export type ItemOutcome =
  | { end: BatchItemEnd }
  | { wait: Wait }
  /** It's ready to be written by a provider, when that has time. */
  | { prepared: PreparedCall };

interface AnswerOptions {
  batchId: string;
  models: Models;
  signal: AbortSignal;
  /** Whether its person can wait a day for half the price. */
  canWait: boolean;
}

/** Throws nothing. A question that was stopped is cancelled; where it's the process that ends, another one answers it. */
export async function answerItem(
  principal: Principal,
  item: BatchItem,
  { batchId, models, signal, canWait }: AnswerOptions,
): Promise<ItemOutcome> {
  const { request, conversationId, requestId, tries, before, handover } = item;
  const isLastTry = tries >= triesMax;
  let usage = item.usage;
  let prepared: PreparedCall | null = null;
  const leaving = new AbortController();
  const out: AnswerStream = { ...unread, usage: (used) => (usage = addUsage(usage, used)) };
  const hasWritten = ({ id }: ModelSpec) => handover?.text !== undefined && handover.modelId === id;
  const generated: Models["generated"] = (model, prompt) => {
    if (hasWritten(model) && handover?.promptHash === hashOf(prompt)) return handover.text;
    if (handover || !canWait || !hasBatches(model) || isResting(model)) return undefined;
    prepared = { item, model, prompt, usage: null };
    leaving.abort(); // the turn ends here, and begins again when the text is there
    throw leaving.signal.reason;
  };
  if (tries > triesMax) return { end: { status: "failed", usage, errorCode: "internal" } }; // it took its process down each time
  try {
    const turn: Turn = {
      requestId,
      principal,
      conversationId,
      questionId: conversationId,
      answerId: uuidv7(),
      question: request.question,
      history: [],
      collectionIds: request.collectionIds,
      model: request.model,
      source: "batch",
      isRegenerated: false,
      filters: request.filters ?? {},
      infersFilters: request.filters === undefined,
      signal: AbortSignal.any([signal, leaving.signal]),
      batch: {
        id: batchId,
        before,
        isOver: (answer) =>
          prepared === null && !isInterrupted(signal) && (isLastTry || !everyModelFailed(answer)),
      },
    };
    const tools = { ...models, generated, hasWritten, patience: models.patience ?? batchPatience };
    const answer = await inAnswerSpan(turn, () => answerQuestion(turn, out, tools));
    if (signal.aborted) return brokenOff(signal, usage);
    if (prepared) return { prepared: { ...(prepared as PreparedCall), usage } };
    if (everyModelFailed(answer) && !isLastTry) return waitFor("provider_unavailable", usage);
    const { trace: _, ...kept } = answer; // it's with the conversation
    const notices = handover?.isLost ? [...kept.notices, lostNotice] : kept.notices;
    const end = { answer: { ...kept, notices, trace: null }, usage };
    return answer.status === "failed"
      ? { end: { ...end, status: "failed", errorCode: "provider_unavailable" } }
      : { end: { ...end, status: "done" } };
  } catch (thrown) {
    if (signal.aborted) return brokenOff(signal, usage);
    return outcomeOf(toAppError(thrown), { principal, tries, usage });
  }
}

/** For those who pay: what is booked for the provider's batch isn't in the answer's usage. */
const lostNotice: Notice = {
  kind: "failed_over",
  text: "What became of this question in the provider's own batch can't be known, so it was asked again at the full price. The most that the batch can have cost counts against the budget, too.",
};

const brokenOff = (signal: AbortSignal, usage: AnswerUsage | null): ItemOutcome =>
  isInterrupted(signal)
    ? { wait: { waitSeconds: 0, fault: null, counts: false, usage } }
    : { end: { status: "cancelled", usage } };

async function outcomeOf(
  error: AppError,
  { principal, tries, usage }: { principal: Principal; tries: number; usage: AnswerUsage | null },
): Promise<ItemOutcome> {
  const { code } = error;
  if (code === "budget_exhausted" && (await waitsForBudget(principal))) {
    const waitSeconds = Math.min(error.retryAfterSeconds ?? budgetWaitSecondsMax, budgetWaitSecondsMax);
    return { wait: { waitSeconds, fault: error.publicMessage, counts: false, usage } };
  }
  if (passing[code] !== undefined && tries < triesMax) return waitFor(code, usage);
  return { end: { status: "failed", usage, errorCode: code } };
}

function waitFor(code: ErrorCode, usage: AnswerUsage | null): ItemOutcome {
  const waitSeconds = passing[code] ?? 0;
  return { wait: { waitSeconds, fault: null, counts: code !== "database_unavailable", usage } };
}

const waitsForBudget = async (principal: Principal) => (await findTenantPolicy(principal)).budget.batchesWait;

/** Whether sentences were quoted because no model could be had: a batch rather waits a while than to be full of these. */
function everyModelFailed({ route, modelId, notices }: Answer): boolean {
  if (!route || route.modelId === extractiveModel.id || modelId !== extractiveModel.id) return false;
  return !notices.some(({ kind }) => kind === "rewritten" || kind === "cached");
}

const nobody = () => undefined;
const unread: AnswerStream = {
  status: nobody,
  text: nobody,
  citation: nobody,
  verdict: nobody,
  notice: nobody,
  filters: nobody,
  usage: nobody,
  restart: nobody,
};
