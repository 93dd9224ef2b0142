import { v7 as uuidv7 } from "uuid";
import { loadHistory } from "../../db/history.ts";
import { findQuestion } from "../../db/messages.ts";
import { AppError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { ChatRequest, Principal, Turn } from "../turn.ts";
import { requireQuestion } from "./guard-question.ts";

/**
 * A browser's chat request as a turn, with the conversation so far. Throws `empty_question`, `question_too_long`, and `not_found`
 * for regenerating a question that doesn't exist.
 */
export async function admitTurn(
  principal: Principal,
  request: ChatRequest,
  requestId: string,
): Promise<Omit<Turn, "signal">> {
  const { conversationId, questionId, regenerate } = request;
  const question = regenerate ? await findQuestion(principal, questionId) : request.question;
  if (question === undefined)
    throw new AppError("not_found", { publicMessage: "There is no such question to answer again." });
  requireQuestion(question);
  return {
    requestId,
    principal,
    conversationId,
    questionId,
    answerId: uuidv7(),
    question,
    ...(await loadHistory(principal, { conversationId, questionId }, limits.historyMessagesMax)),
    collectionIds: request.collectionIds?.length ? request.collectionIds : null,
    model: request.model,
    source: "app",
    isRegenerated: regenerate,
    filters: request.filters ?? {},
    infersFilters: request.inferFilters,
  };
}
