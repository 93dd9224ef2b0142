import { describe, expect, it } from "vitest";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import type { HistoryMessage } from "../turn.ts";
import { rollUpHistory, turnsToSumUp } from "./roll-up-history.ts";

const nothing = { memories: [], summary: [] };
/** About as many tokens as words. */
const words = (word: string, count: number) => Array(count).fill(word).join(" ");
const conversation = (turnCount: number, wordsEach: number): HistoryMessage[] =>
  Array.from({ length: turnCount }, (_, i): HistoryMessage[] => [
    { id: `q${i}`, role: "user", text: `Question ${i}?` },
    { id: `a${i}`, role: "assistant", text: words("answer", wordsEach) },
  ]).flat();
const tokensOf = (texts: string[]) => texts.reduce((sum, text) => sum + countTokens(text), 0);

describe("what a model is shown of a conversation", () => {
  it("is all of it, word for word, while it's short", () => {
    const history = conversation(3, 50);
    expect(rollUpHistory({ question: "And?", history, background: nothing })).toEqual({
      history,
      background: nothing,
    });
  });

  it("never comes to more than the budget reserves for it", () => {
    const lines = Array.from({ length: 200 }, (_, i) => `Line ${i} says ${words("something", 20)}.`);
    const background = { memories: lines, summary: lines };
    const shown = rollUpHistory({ question: "And?", history: conversation(50, 200), background });
    const texts = [
      ...shown.history.map(({ text }) => text),
      ...shown.background.memories,
      ...shown.background.summary,
    ];
    expect(tokensOf(texts)).toBeLessThanOrEqual(limits.historyTokensMax);
    expect(shown.history.length).toBeGreaterThan(0);
  });

  it("always leaves room for turns word for word up to where they are summed up", () => {
    const room = limits.historyTokensMax - limits.memoryTokensMax - limits.summaryTokensMax;
    expect(room).toBeGreaterThanOrEqual(limits.rollUpFrom.tokens);
  });

  it("leaves out lines that say nothing of the question first, and then the oldest, keeping their order", () => {
    const filler = Array.from(
      { length: 60 },
      (_, i) => `Turn ${i} was about ${words("weather", 12)} and rain.`,
    );
    const summary = ["The hotel in Zurich costs 180 francs.", ...filler];
    const shown = rollUpHistory({
      question: "What did the hotel in Zurich cost?",
      history: [],
      background: { memories: [], summary },
    });
    expect(shown.background.summary[0]).toBe(summary[0]);
    expect(shown.background.summary.at(-1)).toBe(filler.at(-1));
    expect(shown.background.summary.length).toBeLessThan(summary.length);
    const places = shown.background.summary.map((line) => summary.indexOf(line));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("holds no message that the summary has passed by", () => {
    const [question, answer, ...rest] = conversation(2, 10);
    const behind = [question!, answer!].map((message) => ({ ...message, isBehind: true }));
    const shown = rollUpHistory({ question: "And?", history: [...behind, ...rest], background: nothing });
    expect(shown.history).toEqual(rest);
  });
});

describe("what is summed up", () => {
  const ids = (history: HistoryMessage[]) => turnsToSumUp(history).map(({ question }) => question.id);

  it("is nothing below the threshold", () => {
    expect(ids(conversation(4, 100))).toEqual([]);
  });

  it("is all but the last turns past it, and those are few enough not to be summed up next time", () => {
    const history = conversation(12, 300);
    const older = ids(history);
    expect(older[0]).toBe("q0");
    expect(older.at(-1)).not.toBe("q11");
    const kept = history.slice(2 * older.length);
    expect(tokensOf(kept.map(({ text }) => text))).toBeLessThanOrEqual(limits.rollUpTo.tokens);
    expect(ids(kept)).toEqual([]);
  });

  it("is also what many short turns come to", () => {
    expect(ids(conversation(29, 1)).length).toBeGreaterThan(0);
  });

  it("never is the last turn, however long", () => {
    expect(ids(conversation(1, 5_000))).toEqual([]);
    expect(ids(conversation(2, 5_000))).toEqual(["q0"]);
  });

  it("is at most what one call takes, the latest first, and the rest another time", () => {
    const older = ids(conversation(40, 200));
    expect(older).toHaveLength(limits.summaryTurnsMax);
    expect(older).not.toContain("q0");
  });

  it("is what the summary has passed by, also in a short conversation", () => {
    const [question, answer, ...rest] = conversation(3, 10);
    const behind = [question!, answer!].map((message) => ({ ...message, isBehind: true }));
    expect(ids([...behind, ...rest])).toEqual(["q0"]);
  });

  it("is no question without an answer, and nothing that isn't saved", () => {
    const unanswered: HistoryMessage = { id: "x", role: "user", text: "Nobody answered this." };
    expect(ids([unanswered, ...conversation(12, 300)])).not.toContain("x");
    const unsaved = conversation(12, 300).map(({ role, text }) => ({ role, text }));
    expect(turnsToSumUp(unsaved)).toEqual([]);
  });
});
