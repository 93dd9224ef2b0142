import { expect, test } from "vitest";
import { containsGold, countUncitedSentences, tokenF1, withoutMarks } from "./answer-metrics.ts";

test("a gold answer is found whatever its case and punctuation, but not inside another word", () => {
  expect(containsGold("They gave up 308 points.", ["308"])).toBe(true);
  expect(containsGold("By “Saint Bernadette”, it says.", ["saint bernadette"])).toBe(true);
  expect(containsGold("There were 3080 points.", ["308"])).toBe(false);
});

test("token F1 is that of the worked example: 2 of 3 words right, 2 of 4 found", () => {
  expect(tokenF1("the red house", ["a red brick house"])).toBeCloseTo(
    (2 * (2 / 3) * (2 / 4)) / (2 / 3 + 2 / 4),
  );
  expect(tokenF1("nothing", ["else"])).toBe(0);
  expect(tokenF1("same words", ["other", "same words"])).toBe(1);
});

test("a repeated word counts once for each time the gold has it", () => {
  expect(tokenF1("ten ten ten", ["ten"])).toBeCloseTo((2 * (1 / 3) * 1) / (1 / 3 + 1));
});

test("marks are no part of an answer's words", () => {
  expect(withoutMarks("It is 39 [1][2]. So [3]")).toBe("It is 39. So");
});

test("a sentence counts as uncited where no verdict reaches it; headings and marks are no sentences", () => {
  const answer = "## Height\n\nIt is 39 m high [1]. It was built in 1904. [2]";
  const cited = { start: answer.indexOf("It is"), end: answer.indexOf("]") + 1 };
  expect(countUncitedSentences(answer, [cited])).toBe(1);
  expect(countUncitedSentences(answer, [{ start: 0, end: answer.length }])).toBe(0);
});
