import { describe, expect, it } from "vitest";
import type { ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { HistoryMessage, Turn } from "../turn.ts";
import { condenseByRules, condenseQuestion } from "./condense-question.ts";

const history: HistoryMessage[] = [
  { role: "user", text: "How long is the parental leave in Norway?" },
  { role: "assistant", text: "It lasts 49 weeks [1]." },
];

describe("condenseByRules", () => {
  it.each([
    ["points back", "Who pays for it?"],
    ["points back with “that”", "Where is that written down in the handbook?"],
    ["begins like a follow-up", "And the pay during those weeks?"],
    ["begins with “what about”", "What about self-employed people and their partners?"],
    ["has hardly a word of its own", "For fathers?"],
    ["is one word", "Why?"],
  ])("gives the topic to a question that %s", (_, question) => {
    const condensed = condenseByRules(question, history);
    expect(condensed.startsWith(question)).toBe(true);
    for (const word of ["parental", "leave", "Norway"]) expect(condensed).toContain(word);
  });

  it("leaves a question alone that stands by itself", () => {
    const question = "Which documents does the travel department archive annually?";
    expect(condenseByRules(question, history)).toBe(question);
  });

  it("takes the topic from the last question, not from the answer or an earlier question", () => {
    const longer: HistoryMessage[] = [
      { role: "user", text: "Who founded the observatory?" },
      { role: "assistant", text: "The king did." },
      ...history,
    ];
    const condensed = condenseByRules("Who pays for it?", longer);
    expect(condensed).not.toContain("observatory");
    expect(condensed).not.toContain("weeks");
    expect(condensed).toContain("parental");
  });

  it("doesn't repeat words that the question has in some form", () => {
    expect(condenseByRules("Is it the same for leaves abroad?", history)).not.toMatch(/\bleave\b/);
  });

  it("adds a handful of words at most, each once", () => {
    const previous = Array.from({ length: 30 }, (_, i) => `topic${i} topic${i}`).join(" ");
    const condensed = condenseByRules("Why is it?", [{ role: "user", text: previous }]);
    const added = /\((.*)\)$/.exec(condensed)?.[1]?.split(" ") ?? [];
    expect(added.length).toBeLessThanOrEqual(8);
    expect(new Set(added).size).toBe(added.length);
  });

  it("leaves the question alone where there's nothing to take", () => {
    expect(condenseByRules("Why is it?", [])).toBe("Why is it?");
    expect(condenseByRules("Why is it?", [{ role: "assistant", text: "Welcome to the library." }])).toBe(
      "Why is it?",
    );
    expect(condenseByRules("Why is it?", [{ role: "user", text: "What is this?" }])).toBe("Why is it?");
  });
});

describe("condenseQuestion", () => {
  const turn = { requestId: "r", question: "Who pays for it?", signal: new AbortController().signal } as Turn;
  const meter = { record() {} } as unknown as Meter;
  const builtin = {
    chatChain: () => [{ id: "builtin/extractive", provider: "builtin" } as ModelSpec],
  } as Models;

  it("returns the first question of a conversation as it is, asking no model", async () => {
    const models = { chatChain: () => expect.fail("a model was asked for") } as unknown as Models;
    expect(await condenseQuestion(turn, [], { models, meter })).toBe("Who pays for it?");
  });

  it("goes by rules where there's no model but the built-in one", async () => {
    expect(await condenseQuestion(turn, history, { models: builtin, meter })).toBe(
      condenseByRules(turn.question, history),
    );
  });
});
