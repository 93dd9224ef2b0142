import type { Answer, Principal } from "../../lib/turn.ts";
import { saveAnswer, saveQuestion } from "../messages.ts";
import { makeTurn } from "./make-turn.ts";
import { answerOf } from "./plant-canaries.ts";

export interface PlantedTurn {
  questionId: string;
  answerId: string;
}

/** Turns of one conversation, asked and answered one after another, for tests. */
export async function plantTurns(
  principal: Principal,
  conversationId: string,
  turns: { question: string; answer: string; change?: Partial<Answer> }[],
): Promise<PlantedTurn[]> {
  const planted: PlantedTurn[] = [];
  for (const { question, answer, change } of turns) {
    const turn = makeTurn(principal, question, { conversationId });
    await saveQuestion(turn);
    await saveAnswer(turn, { ...answerOf(answer, ""), evidenceDocumentIds: [], ...change });
    planted.push({ questionId: turn.questionId, answerId: turn.answerId });
  }
  return planted;
}
