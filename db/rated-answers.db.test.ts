import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal, Turn } from "../lib/turn.ts";
import { closePool, withTenant } from "./client.ts";
import { deleteFeedback, saveFeedback } from "./feedback.ts";
import { loadMessages, saveAnswer, saveQuestion } from "./messages.ts";
import { listRatedAnswers } from "./rated-answers.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";
import { makeTurn } from "./testing/make-turn.ts";
import { answerOf } from "./testing/plant-canaries.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(closePool);

/** A member's turn, answered, in a new conversation or after another. */
async function answered(question: string, answer: string, change: Partial<Turn> = {}): Promise<Turn> {
  const turn = makeTurn(tenant.member, question, change);
  await saveQuestion(turn);
  await saveAnswer(turn, answerOf(answer, crypto.randomUUID()));
  return turn;
}

const seenBy = async (principal: Principal) => (await listRatedAnswers(principal, { limit: 100 })).answers;

/** All that a query sees which asks for everything, outside of the one function that may. */
const everythingSeenBy = (principal: Principal) =>
  withTenant(principal, async (tx) => {
    const found = [];
    for (const table of ["messages", "feedback", "citations", "conversations"])
      found.push(...(await tx.$client.query(`SELECT t::text AS row FROM ${table} t`)).rows);
    return JSON.stringify(found);
  });

test("an answer that was rated is shown to admins with its question, and nothing else of its conversation", async () => {
  const first = await answered("Where is the key?", "In the drawer.");
  const { conversationId } = first;
  const second = await answered("And the spare one?", "Under the mat.", { conversationId });
  await saveFeedback(tenant.member, second.answerId, {
    rating: "down",
    reason: "incorrect",
    comment: "Not there.",
  });
  const seen = await seenBy(tenant.admin);
  expect(seen).toMatchObject([
    {
      messageId: second.answerId,
      rating: "down",
      reason: "incorrect",
      comment: "Not there.",
      question: "And the spare one?",
      answer: "Under the mat.",
      isFollowUp: true,
    },
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/key|drawer/);
  expect(JSON.stringify(seen)).not.toContain(tenant.member.userId);
  expect(await everythingSeenBy(tenant.admin)).not.toMatch(/spare|mat\.|drawer|Not there/);
  expect(await loadMessages(tenant.admin, conversationId)).toEqual([]);
});

test("members see no ratings, not even their own, as a list", async () => {
  const turn = await answered("Who may look?", "Admins.");
  await saveFeedback(tenant.member, turn.answerId, { rating: "up" });
  expect(await seenBy(tenant.member)).toEqual([]);
  expect(await seenBy(tenant.other)).toEqual([]);
  expect((await seenBy(tenant.owner)).map(({ question }) => question)).toContain("Who may look?");
});

test("a rating that is taken back hides question and answer at once", async () => {
  const turn = await answered("What was I thinking?", "Nobody knows.");
  const isSeen = async () =>
    (await seenBy(tenant.admin)).some(({ messageId }) => messageId === turn.answerId);
  await saveFeedback(tenant.member, turn.answerId, { rating: "up" });
  expect(await isSeen()).toBe(true);
  await deleteFeedback(tenant.member, turn.answerId);
  expect(await isSeen()).toBe(false);
});

test("answers come in pages, latest rating first, of one rating or both", async () => {
  const turns = [];
  for (const n of ["one", "two", "three"]) turns.push(await answered(`Page ${n}?`, `Page ${n}.`));
  for (const [i, turn] of turns.entries())
    await saveFeedback(tenant.member, turn.answerId, { rating: i === 1 ? "down" : "up" });
  const first = await listRatedAnswers(tenant.admin, { limit: 2 });
  expect(first.answers.map(({ question }) => question)).toEqual(["Page three?", "Page two?"]);
  const next = await listRatedAnswers(tenant.admin, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(next.answers[0]?.question).toBe("Page one?");
  const down = await listRatedAnswers(tenant.admin, { limit: 100, rating: "down" });
  expect(down.answers.map(({ question }) => question)).toContain("Page two?");
  expect(down.answers.every(({ rating }) => rating === "down")).toBe(true);
});
