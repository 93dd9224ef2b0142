/**
 * What is done once an answer is given, when nobody waits for it: the conversation's summary, and proposals of what to remember. The
 * server does it whether the reader is still there or not, and the next question needn't wait: it goes by what there is. What fails is
 * logged, and tried again after the next answer. State: the conversations that are being summed up in this process.
 */
import { log } from "../log.ts";
import type { Models } from "../models/live-models.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Answer, HistoryMessage, Turn } from "../turn.ts";
import { proposeFacts } from "./propose-facts.ts";
import { summariseHistory } from "./summarise-history.ts";

/** `globalThis` because Next may load this module once per route. */
const shared = globalThis as { lecternSummedUp?: Set<string> };
shared.lecternSummedUp ??= new Set();
const summedUp = shared.lecternSummedUp;

interface LookBackTools {
  /** Question and history as models may see them. */
  guarded: { question: string; history: HistoryMessage[] };
  policy: TenantPolicy;
  models: Models;
}

/** Never rejects. Resolves when all is done, for those who want to see what came of it. */
export async function lookBack(turn: Turn, answer: Answer, tools: LookBackTools): Promise<void> {
  if (answer.status === "refused" || answer.status === "interrupted") return;
  await Promise.all([
    logged(turn, "a conversation could not be summed up", sumUp(turn, answer, tools)),
    logged(turn, "nothing could be proposed to remember", proposeFacts(turn, tools.guarded.question, tools)),
  ]);
}

/** Programs bring their conversations along, so there is nothing to sum up. Two turns don't sum up the same. */
async function sumUp(turn: Turn, answer: Answer, { guarded, ...tools }: LookBackTools): Promise<void> {
  const { conversationId, questionId, answerId } = turn;
  if (turn.source !== "app" || summedUp.has(conversationId)) return;
  summedUp.add(conversationId);
  try {
    const original = new Map(turn.history.map(({ id = "", text }) => [id, text]));
    const asked: HistoryMessage = { id: questionId, role: "user", text: guarded.question };
    const answered: HistoryMessage = { id: answerId, role: "assistant", text: answer.text };
    const history = [...guarded.history, asked, answered].filter(({ text }) => text !== "");
    await summariseHistory(turn, { history, original }, tools);
  } finally {
    summedUp.delete(conversationId);
  }
}

const logged = (turn: Turn, message: string, work: Promise<void>) =>
  work.catch((error: unknown) => log.warn({ err: error, requestId: turn.requestId }, message));
