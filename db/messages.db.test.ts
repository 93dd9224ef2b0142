import { beforeAll, expect, test } from "vitest";
import type { LecternMessage, Principal } from "../lib/turn.ts";
import { loadHistory } from "./history.ts";
import { loadMessages, saveAnswer, saveQuestion } from "./messages.ts";
import { createTestTenant } from "./testing/create-test-tenant.ts";
import { makeTurn } from "./testing/make-turn.ts";
import { answerOf } from "./testing/plant-canaries.ts";
import { plantTurns } from "./testing/plant-turns.ts";

let person: Principal;
beforeAll(async () => {
  person = (await createTestTenant()).member;
});

const textOf = ({ parts }: LecternMessage) =>
  parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");

async function talk(): Promise<{ id: string; ask: (place: number, answer: string | null) => Promise<void> }> {
  const id = crypto.randomUUID();
  const planted = await plantTurns(
    person,
    id,
    [0, 1, 2].map((i) => ({ question: `q${i}`, answer: `a${i}` })),
  );
  /** Has a question answered anew; null: it's still being answered. */
  const ask = async (place: number, answer: string | null) => {
    const turn = makeTurn(person, `q${place}`, {
      conversationId: id,
      questionId: planted[place]?.questionId,
    });
    await saveQuestion(turn);
    if (answer !== null) await saveAnswer(turn, { ...answerOf(answer, ""), evidenceDocumentIds: [] });
  };
  return { id, ask };
}

test("an answer that was given anew stands behind its question, however much was asked after it", async () => {
  const { id, ask } = await talk();
  await ask(0, "a0 anew");
  await ask(1, "a1 anew");
  await ask(0, "a0 once more");
  const shown = (await loadMessages(person, id)).map(textOf);
  expect(shown).toEqual(["q0", "a0 once more", "q1", "a1 anew", "q2", "a2"]);
  const { history } = await loadHistory(person, { conversationId: id, questionId: null }, 40);
  expect(history.map(({ text }) => text)).toEqual(shown); // models read what people see
});

test("a question that is being answered anew stands alone until it is", async () => {
  const { id, ask } = await talk();
  await ask(1, null);
  expect((await loadMessages(person, id)).map(textOf)).toEqual(["q0", "a0", "q1", "q2", "a2"]);
});

test("half a character, where a text was cut in one, doesn't keep an answer from being saved", async () => {
  const turn = makeTurn(person, "How much is a room?");
  await saveQuestion(turn);
  const verdicts = [{ start: 0, end: 4, verdict: "unsupported" as const, reason: "“\ud83d” is new." }];
  await saveAnswer(turn, { ...answerOf("Much.", ""), evidenceDocumentIds: [], verdicts });
  expect((await loadMessages(person, turn.conversationId)).map(textOf)).toEqual([
    "How much is a room?",
    "Much.",
  ]);
});

test("an answer that cites a document that is gone can be saved again", async () => {
  const turn = makeTurn(person, "How much is a room?");
  await saveQuestion(turn);
  const answer = answerOf("A room is 140 euros [1].", crypto.randomUUID());
  await saveAnswer(turn, answer);
  await saveAnswer(turn, answer);
  const [, saved] = await loadMessages(person, turn.conversationId);
  expect(saved?.parts.filter(({ type }) => type === "data-citation")).toEqual([]);
});
