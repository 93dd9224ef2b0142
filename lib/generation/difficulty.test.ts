import { describe, expect, test } from "vitest";
import type { Evidence } from "../turn.ts";
import { difficultyOf, readQuestionFeatures } from "./difficulty.ts";

const evidenceOf = (...texts: string[]) =>
  texts.map((text, i) => ({ n: i + 1, chunk: { documentId: `${i}`, title: "", text } })) as Evidence[];

describe("difficulty", () => {
  test("lies between 0 and 1, for whatever text", () => {
    for (const question of ["", "?", "x = 1", "多少钱？", "a, ".repeat(5000), "\u0000"]) {
      const { difficulty } = difficultyOf(question, []);
      expect(difficulty).toBeGreaterThanOrEqual(0);
      expect(difficulty).toBeLessThanOrEqual(1);
    }
  });

  test("rises where the evidence is from many documents and lacks words of the question", () => {
    const question = "How much may a hotel cost?";
    const base = difficultyOf(question, evidenceOf("how much may a hotel cost")).difficulty;
    const spread = difficultyOf(question, evidenceOf("how much may", "a hotel", "cost")).difficulty;
    const uncovered = difficultyOf(question, evidenceOf("how much may it be")).difficulty;
    expect(spread).toBeGreaterThan(base);
    expect(uncovered).toBeGreaterThan(base);
  });

  test("is made of features that can be read off the question", () => {
    expect(readQuestionFeatures("If x = 3, what is it? Is it 7?")).toMatchObject({
      commas: Math.log1p(1),
      sentences: Math.log1p(2),
      numbers: Math.log1p(2),
      formulas: Math.log1p(2),
      words: Math.log1p(7),
    });
  });
});
