import { describe, expect, test } from "vitest";
import { answerPrompt } from "./answer-prompt.ts";

const input = { question: "How long?", evidence: [], history: [], writtenSoFar: "" };
const lastOf = (prompt: ReturnType<typeof answerPrompt>) => prompt.messages.at(-1);

describe("the prompt of an answer that is gone on with", () => {
  const begun = { ...input, writtenSoFar: "It lasts ten " };

  test("shows what the reader has seen, at its very end", () => {
    expect(lastOf(answerPrompt(begun))?.content).toMatch(/<written>It lasts ten <\/written>$/);
  });

  test("gives it as the model's own words to one that goes on from them", () => {
    const prompt = answerPrompt({ ...begun, canPrefill: true });
    expect(lastOf(prompt)).toEqual({ role: "assistant", content: "It lasts ten" });
    expect(JSON.stringify(prompt)).not.toContain("<written>");
  });
});

test("an answer that is asked for again is asked for in other words, which say what was wrong", () => {
  const first = lastOf(answerPrompt(input))?.content as string;
  for (const [defect, words] of [
    ["uncited", "had no numbers of evidence"],
    ["misnumbered", "numbers that are not among the evidence"],
  ] as const) {
    const again = lastOf(answerPrompt({ ...input, defect }))?.content as string;
    expect(again.startsWith(first)).toBe(true);
    expect(again).toContain(words);
  }
});
