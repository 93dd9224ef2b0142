import { streamText } from "ai";
import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import { expect, test } from "vitest";
import { seededRandom } from "../evaluation/seeded-random.ts";
import { failOnPurpose } from "./fail-on-purpose.ts";

const words = ["a ", "b ", "c ", "d ", "e ", "f ", "g"];
const model = new MockLanguageModelV4({
  doStream: async () => ({
    stream: simulateReadableStream({
      chunks: [
        { type: "text-start", id: "1" },
        ...words.map((delta) => ({ type: "text-delta" as const, id: "1", delta })),
        { type: "text-end", id: "1" },
        {
          type: "finish",
          finishReason: { unified: "stop", raw: "stop" },
          usage: {
            inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 1, text: 1, reasoning: 0 },
          },
        },
      ],
    }),
  }),
});

async function read(share: number, random: () => number): Promise<{ text: string; isBroken: boolean }> {
  const result = streamText({
    model: failOnPurpose(model, share, random),
    prompt: "?",
    maxRetries: 0,
    onError: () => {},
  });
  let text = "";
  let isBroken = false;
  try {
    for await (const part of result.stream) {
      if (part.type === "text-delta") text += part.text;
      if (part.type === "error") isBroken = true;
    }
  } catch {
    isBroken = true;
  }
  return { text, isBroken };
}

test("the share of calls fails, half before the answer and half in the middle of it", async () => {
  const random = seededRandom(3);
  const calls = [];
  for (let i = 0; i < 300; i++) calls.push(await read(0.4, random));
  const broken = calls.filter(({ isBroken }) => isBroken);
  expect(broken.length / calls.length).toBeCloseTo(0.4, 1);
  expect(broken.filter(({ text }) => text === "").length / broken.length).toBeCloseTo(0.5, 0);
  expect(new Set(broken.map(({ text }) => text))).toEqual(new Set(["", "a b c d e "]));
  expect(new Set(calls.filter(({ isBroken }) => !isBroken).map(({ text }) => text))).toEqual(
    new Set(["a b c d e f g"]),
  );
});

test("no share leaves the model as it is", () => {
  expect(failOnPurpose(model, 0)).toBe(model);
});
