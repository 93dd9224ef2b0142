import { expect, test } from "vitest";
import { askForLogprobs, confidenceOf, readLogprobs } from "./token-confidence.ts";

const told = (...logprobs: unknown[]) => ({ openai: { logprobs: logprobs as never } });
const token = (logprob: number) => ({ token: "x", logprob });

test("an answer's confidence is the geometric mean of its tokens' probabilities", () => {
  expect(confidenceOf(told(token(Math.log(0.9)), token(Math.log(0.4))))).toBeCloseTo(0.6);
  expect(confidenceOf(told([token(Math.log(0.9))], [token(Math.log(0.4))]))).toBeCloseTo(0.6); // by chunks
});

test("one token that is said to be all but impossible isn't the whole of it", () => {
  expect(confidenceOf(told(...Array.from({ length: 99 }, () => token(0)), token(-9999)))).toBeGreaterThan(
    0.8,
  );
});

test("nothing is concluded from what says nothing", () => {
  for (const metadata of [undefined, {}, told(), told("?"), { openai: { logprobs: null } }] as Parameters<
    typeof confidenceOf
  >[0][])
    expect(confidenceOf(metadata)).toBeNull();
});

test("is asked for of models that tell alone", () => {
  expect(askForLogprobs({ id: "our-vllm/one", capabilities: ["logprobs"] })).toEqual({
    openaiCompatible: { logprobs: true },
    openai: { logprobs: 1 },
  });
  for (const capabilities of [undefined, [], ["reasoning" as const]])
    expect(askForLogprobs({ id: "openai/one", capabilities })).toBeUndefined();
});

test("is read of an OpenAI-compatible server's answer, whole or by its chunks", async () => {
  const choice = { choices: [{ logprobs: { content: [token(Math.log(0.5))] } }] };
  expect(confidenceOf(await readLogprobs.extractMetadata({ parsedBody: choice }))).toBeCloseTo(0.5);
  const extractor = readLogprobs.createStreamExtractor();
  for (const chunk of [choice, { choices: [] }, { choices: [{ logprobs: null }] }, null, choice])
    extractor.processChunk(chunk);
  expect(confidenceOf(extractor.buildMetadata())).toBeCloseTo(0.5);
});
