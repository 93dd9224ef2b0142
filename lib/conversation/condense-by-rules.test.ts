import { describe, expect, it } from "vitest";
import type { HistoryMessage } from "../turn.ts";
import { condenseByRules } from "./condense-by-rules.ts";

const conversation = (...texts: string[]): HistoryMessage[] =>
  texts.map((text, i) => ({ role: i % 2 === 0 ? "user" : "assistant", text }));
const leave = conversation(
  "How long is the parental leave in Norway?",
  "The parental leave in Norway lasts 49 weeks [1].",
);
const strange = conversation(
  "where does doctor strange get his powers from",
  "Doctor Strange studied sorcery under the Ancient One. Doctor Strange draws power from other dimensions [1].",
);
const asked = (question: string, history: HistoryMessage[]) => condenseByRules(question, history).question;

describe("the standalone question", () => {
  it.each([
    ["Who pays for it?", leave, "Who pays for parental leave in Norway?"],
    ["What are its rules for fathers?", leave, "What are parental leave in Norway’s rules for fathers?"],
    ["did he always have powers?", strange, "did Doctor Strange always have powers?"],
    ["What about self-employed people and their partners?", leave, undefined],
    [
      "what did he do?",
      conversation(
        "name the viceroy at the time of Quit India Movement",
        "During the Quit India Movement the viceroy was Lord Linlithgow. Lord Linlithgow held the office from 1936 [1].",
      ),
      "what did Lord Linlithgow do?",
    ],
  ])("puts what a pronoun stands for in its place: “%s”", (question, history, standalone) => {
    expect(asked(question, history)).toBe(standalone ?? `${question} (parental leave in Norway)`);
  });

  it.each(["For fathers?", "Why?", "And the pay during those weeks?", "What about fathers?"])(
    "names the topic behind a question that has little of its own: “%s”",
    (question) => {
      expect(asked(question, leave)).toBe(`${question} (parental leave in Norway)`);
    },
  );

  it("goes back over a turn that has nothing but pronouns", () => {
    const longer = [...leave, ...conversation("Why is it?", "Because of a law [1].")];
    expect(asked("Who pays for it?", longer)).toBe("Who pays for parental leave in Norway?");
  });

  it.each([
    "Which documents does the travel department archive annually?",
    "Is Herpes a lethal disease and how is it transmitted?",
    "Is it possible to archive travel documents without a stamp?",
    "Are there museums in the northern districts of Bergen?",
  ])("is the question itself where that stands alone: “%s”", (question) => {
    expect(asked(question, leave)).toBe(question);
  });

  it("is the question itself where there's nothing before it", () => {
    expect(condenseByRules("Why is it?", [])).toEqual({
      question: "Why is it?",
      asked: "Why is it?",
      topic: [],
    });
  });

  it("names words of the topic where no answer took them up", () => {
    const unanswered: HistoryMessage[] = [{ role: "user", text: "renewing library passes abroad" }];
    expect(asked("Why?", unanswered)).toBe("Why? (renewing library passes abroad)");
  });
});

describe("the topic", () => {
  const timesOf = (word: string, question: string, history: HistoryMessage[]) =>
    condenseByRules(question, history).topic.filter((found) => found.toLowerCase() === word).length;

  it("holds what the conversation is about, the latest turn most, and no small words", () => {
    const longer = [...conversation("Who founded the observatory?", "The king founded it [1]."), ...leave];
    expect(timesOf("parental", "Why?", longer)).toBeGreaterThan(timesOf("observatory", "Why?", longer));
    expect(timesOf("observatory", "Why?", longer)).toBeGreaterThan(0);
    for (const word of ["the", "is", "1"]) expect(timesOf(word, "Why?", longer)).toBe(0);
  });

  it("weighs less with a question that stands alone, and never as much as a word that was asked", () => {
    const alone = "Which documents does the travel department archive annually?";
    expect(timesOf("parental", alone, leave)).toBeLessThan(timesOf("parental", "Why?", leave));
    const repeated = Array.from({ length: 10 }, () => leave).flat();
    expect(timesOf("parental", "Why?", repeated)).toBeLessThan(10);
  });

  it("leads with what the standalone question added to the reader's words, which stay as they are", () => {
    const condensed = condenseByRules("Who pays for it?", leave);
    expect(condensed.asked).toBe("Who pays for it?");
    expect(new Set(condensed.topic.slice(0, 12))).toEqual(new Set(["parental", "leave", "Norway"]));
  });
});
