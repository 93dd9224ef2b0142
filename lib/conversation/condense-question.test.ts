import { describe, expect, it } from "vitest";
import type { ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { HistoryMessage, Turn } from "../turn.ts";
import { condenseByRules } from "./condense-by-rules.ts";
import { condenseQuestion } from "./condense-question.ts";

const history: HistoryMessage[] = [
  { role: "user", text: "How long is the parental leave in Norway?" },
  { role: "assistant", text: "It lasts 49 weeks [1]." },
];

describe("condenseQuestion", () => {
  const turn = { requestId: "r", question: "Who pays for it?", signal: new AbortController().signal } as Turn;
  const meter = { record() {} } as unknown as Meter;
  const builtin = {
    chatChain: () => [{ id: "builtin/extractive", provider: "builtin" } as ModelSpec],
  } as Models;

  it("returns the first question of a conversation as it is, asking no model", async () => {
    const models = { chatChain: () => expect.fail("a model was asked for") } as unknown as Models;
    expect(await condenseQuestion(turn, [], { models, meter })).toMatchObject({
      question: "Who pays for it?",
      topic: [],
    });
  });

  it("goes by rules where there's no model but the built-in one", async () => {
    expect(await condenseQuestion(turn, history, { models: builtin, meter })).toEqual(
      condenseByRules(turn.question, history),
    );
  });

  it("goes by rules where the model fails", async () => {
    const failing = {
      chatChain: () => [{ id: "test/model", provider: "openai" } as unknown as ModelSpec],
      language: () => {
        throw new Error("no such model");
      },
    } as unknown as Models;
    expect(await condenseQuestion(turn, history, { models: failing, meter })).toEqual(
      condenseByRules(turn.question, history),
    );
  });
});
