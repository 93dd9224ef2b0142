import { expect, test } from "vitest";
import { countInRuns, countTokens } from "./count-tokens.ts";
import { tokenCounterOf } from "./models/token-counter-of.ts";

test("special tokens in a text are ordinary text", () => {
  expect(countTokens("<|endoftext|>")).toBeGreaterThan(3);
});

test("a run without spaces is counted by parts, so that its length can't stall the process", () => {
  const parts: number[] = [];
  const count = (part: string) => {
    parts.push(part.length);
    return 1;
  };
  countInRuns(`word ${"没".repeat(1000)} word ${" ".repeat(1000)}`, count);
  expect(Math.max(...parts)).toBeLessThan(600);
  expect(parts.reduce((sum, length) => sum + length, 0)).toBe(5 + 1000 + 6 + 1000);
  expect(countTokens("x".repeat(100_000))).toBeGreaterThan(10_000);
});

test("OpenAI's embedding models count by cl100k_base, all others by o200k_base", async () => {
  const [openai, other, builtin] = await Promise.all(
    ["openai/text-embedding-3-small", "google/gemini-embedding-001", "builtin/hash-embed"].map(
      tokenCounterOf,
    ),
  );
  const text = "Donaudampfschifffahrtsgesellschaft 東京都庁舎 привет";
  expect(builtin?.(text)).toBe(countTokens(text));
  expect(other?.(text)).toBe(countTokens(text));
  // From tiktoken: cl100k_base has fewer words of other languages.
  expect(openai?.(text)).toBeGreaterThan(countTokens(text));
  expect(openai?.("hello world")).toBe(2);
});
