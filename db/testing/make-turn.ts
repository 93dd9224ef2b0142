import type { AnswerStream, Principal, Turn } from "../../lib/turn.ts";

/** A first turn of a new conversation, for tests. */
export function makeTurn(principal: Principal, question: string, change: Partial<Turn> = {}): Turn {
  return {
    requestId: crypto.randomUUID(),
    principal,
    conversationId: crypto.randomUUID(),
    questionId: crypto.randomUUID(),
    answerId: crypto.randomUUID(),
    question,
    history: [],
    collectionIds: null,
    model: "auto",
    source: "app",
    isRegenerated: false,
    filters: {},
    infersFilters: true,
    signal: new AbortController().signal,
    ...change,
  };
}

const nobody = () => undefined;

/** Where an answer goes that nobody reads while it's written. */
export const unreadStream: AnswerStream = {
  status: nobody,
  text: nobody,
  citation: nobody,
  verdict: nobody,
  notice: nobody,
  filters: nobody,
  usage: nobody,
  restart: nobody,
};
