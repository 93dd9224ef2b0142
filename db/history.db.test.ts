import { beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { loadHistory } from "./history.ts";
import { addMemory, setRemembers } from "./memories.ts";
import { saveAnswer, saveQuestion } from "./messages.ts";
import { messages } from "./schema/conversation.ts";
import { removeSummaryLine, saveSummaryLines } from "./summary-lines.ts";
import { createTestTenant, type TestTenant } from "./testing/create-test-tenant.ts";
import { makeTurn } from "./testing/make-turn.ts";
import { answerOf } from "./testing/plant-canaries.ts";
import { type PlantedTurn, plantTurns } from "./testing/plant-turns.ts";

let tenant: TestTenant;
let person: Principal;
beforeAll(async () => {
  tenant = await createTestTenant();
  person = tenant.member;
});

const talk = (conversationId: string, turnCount: number): Promise<PlantedTurn[]> =>
  plantTurns(
    person,
    conversationId,
    Array.from({ length: turnCount }, (_, i) => ({ question: `q${i}`, answer: `a${i}` })),
  );
const load = (conversationId: string, questionId: string | null = null, messagesMax = 40, who = person) =>
  loadHistory(who, { conversationId, questionId }, messagesMax);
const textsOf = async (...of: Parameters<typeof load>) => (await load(...of)).history.map(({ text }) => text);

/** A line about each of these turns. */
const sumUp = (conversationId: string, turns: PlantedTurn[], from: number) =>
  saveSummaryLines(
    person,
    conversationId,
    turns.map(({ questionId, answerId }, i) => ({
      messages: [
        { id: questionId, text: `q${from + i}` },
        { id: answerId, text: `a${from + i}` },
      ],
      text: `line ${from + i}`,
      modelId: "test",
      promptVersion: "test",
    })),
  );

describe("what a question comes after", () => {
  it("is nothing in a conversation that begins", async () => {
    expect(await load(crypto.randomUUID())).toEqual({ history: [], summary: [], memories: [] });
  });

  it("is the latest messages, oldest first, and not what was asked after it", async () => {
    const id = crypto.randomUUID();
    const turns = await talk(id, 3);
    expect(await textsOf(id)).toEqual(["q0", "a0", "q1", "a1", "q2", "a2"]);
    expect(await textsOf(id, null, 3)).toEqual(["a1", "q2", "a2"]);
    expect(await textsOf(id, turns[1]?.questionId)).toEqual(["q0", "a0"]);
    expect(await textsOf(id, crypto.randomUUID())).toHaveLength(6);
  });

  it("has an answer that was given anew in the place of the one before", async () => {
    const id = crypto.randomUUID();
    const turns = await talk(id, 2);
    const again = makeTurn(person, "q0", { conversationId: id, questionId: turns[0]?.questionId });
    await saveQuestion(again);
    await saveAnswer(again, { ...answerOf("a0 anew", ""), evidenceDocumentIds: [] });
    expect(await textsOf(id)).toEqual(["q0", "a0 anew", "q1", "a1"]);
  });

  it("holds neither what was refused nor what nobody answered with a word", async () => {
    const id = crypto.randomUUID();
    await plantTurns(person, id, [
      { question: "q0", answer: "a0" },
      { question: "an attack", answer: "This wasn't sent.", change: { status: "refused" } },
      { question: "unanswered", answer: "", change: { status: "failed" } },
    ]);
    expect(await textsOf(id)).toEqual(["q0", "a0", "unanswered"]);
  });

  it("has lines in the place of messages, in their order, also those that were taken away", async () => {
    const id = crypto.randomUUID();
    const turns = await talk(id, 4);
    await sumUp(id, turns.slice(0, 1), 5);
    expect((await load(id)).summary).toEqual([]); // of other words than were said
    for (const i of [2, 0, 1]) await sumUp(id, turns.slice(i, i + 1), i);
    const { summary, history } = await load(id);
    expect(summary.map(({ text }) => text)).toEqual(["line 0", "line 1", "line 2"]);
    expect(history.map(({ text, isBehind }) => [text, isBehind])).toEqual([
      ["q3", false],
      ["a3", false],
    ]);
    await removeSummaryLine(person, { conversationId: id, lineId: summary[1]?.id ?? "" });
    expect((await load(id)).summary.map(({ text }) => text)).toEqual(["line 0", "", "line 2"]);
    expect(await textsOf(id)).toEqual(["q3", "a3"]);
  });

  it("says which messages the summary has passed by, and counts no line of what comes later", async () => {
    const id = crypto.randomUUID();
    const turns = await talk(id, 3);
    await sumUp(id, turns.slice(1, 2), 1);
    const { history } = await load(id);
    expect(history.map(({ text, isBehind }) => [text, isBehind])).toEqual([
      ["q0", true],
      ["a0", true],
      ["q2", false],
      ["a2", false],
    ]);
    const before = await load(id, turns[1]?.questionId);
    expect(before.summary).toEqual([]);
    expect(before.history.map(({ isBehind }) => isBehind)).toEqual([false, false]);
  });

  it("is nobody else's", async () => {
    const id = crypto.randomUUID();
    const turns = await talk(id, 2);
    await sumUp(id, turns.slice(0, 1), 0);
    const stranger = await createTestTenant();
    for (const other of [tenant.owner, tenant.other, stranger.owner])
      expect(await load(id, null, 40, other)).toEqual({ history: [], summary: [], memories: [] });
  });

  it("holds what its person wants remembered, while they want it, and nobody else's", async () => {
    const { memories } = await load(crypto.randomUUID());
    expect(memories).toEqual([]);
    await addMemory(person, "Works in Zurich.");
    expect((await load(crypto.randomUUID())).memories).toEqual([]);
    await setRemembers(person, true);
    await setRemembers(tenant.other, true);
    expect((await load(crypto.randomUUID())).memories).toEqual(["Works in Zurich."]);
    expect((await load(crypto.randomUUID(), null, 40, tenant.other)).memories).toEqual([]);
    await setRemembers(person, false);
    expect((await load(crypto.randomUUID())).memories).toEqual([]);
  });

  it("is there at once in a conversation of a thousand messages", async () => {
    const id = crypto.randomUUID();
    await talk(id, 1);
    const { tenantId } = person;
    const userId = person.userId ?? "";
    const long = Array.from({ length: 1_000 }, (_, i) => ({
      tenantId,
      userId,
      conversationId: id,
      role: i % 2 === 0 ? ("user" as const) : ("assistant" as const),
      text: `message ${i} ${"and so on ".repeat(200)}`,
    }));
    await withTenant(person, (tx) => tx.insert(messages).values(long));
    const { history } = await load(id);
    expect(history).toHaveLength(40);
    expect(JSON.stringify(history).length).toBeLessThan(100_000);
  });
});
