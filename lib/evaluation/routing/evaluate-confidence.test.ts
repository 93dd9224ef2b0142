import { expect, test } from "vitest";
import { measureConfidence, type Summary } from "./evaluate-confidence.ts";
import { summarizerPairs } from "./summarizer-pairs.ts";

const { cheap, strong } = summarizerPairs.hosted;
const text = (first: Omit<Summary, "summarizer">, second: Omit<Summary, "summarizer">): Summary[] => [
  ...cheap.map((summarizer) => ({ summarizer, ...first })),
  ...strong.map((summarizer) => ({ summarizer, ...second })),
];
const right = { isRight: true, supportShare: 1 };
/** Half of the texts are read right by the strong model alone, and the check sees it. */
const texts = Array.from({ length: 20 }, (_, i) =>
  text(i % 2 ? right : { isRight: false, supportShare: 0.5 }, right),
);

test("where nothing is asked again the difference is that between the models", () => {
  expect(measureConfidence(texts, "hosted", 0)).toMatchObject({
    askedAgain: 0,
    difference: -0.5,
    byChance: -0.5,
  });
});

test("where the check sees every wrong answer, nothing is lost, and chance would lose half of it", () => {
  expect(measureConfidence(texts, "hosted", 0.75)).toMatchObject({
    askedAgain: 0.5,
    difference: 0,
    byChance: -0.25,
  });
});

test("a second answer that is supported no better doesn't take the first one's place", () => {
  const unsure = texts.map(([first]) => text(first!, { isRight: true, supportShare: 0.5 }));
  expect(measureConfidence(unsure, "hosted", 0.75)).toMatchObject({ askedAgain: 0.5, difference: -0.5 });
});
