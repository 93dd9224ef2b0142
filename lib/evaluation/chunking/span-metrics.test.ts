import { expect, test } from "vitest";
import { bootstrapInterval } from "../bootstrap-interval.ts";
import { fixedSizeChunks } from "./fixed-size-chunks.ts";
import { scoreSpans } from "./span-metrics.ts";

const span = (start: number, end: number, documentId = "a") => ({ documentId, start, end });

test("recall, precision and IoU are those of the worked example: 60 of 100 characters found in 200", () => {
  expect(scoreSpans([span(0, 100)], [span(40, 240)])).toEqual({
    recall: 60 / 100,
    precision: 60 / 200,
    iou: 60 / 240,
  });
});

test("what two chunks repeat is found once and paid for twice", () => {
  expect(scoreSpans([span(0, 100)], [span(0, 100), span(50, 150)])).toEqual({
    recall: 1,
    precision: 100 / 200,
    iou: 100 / 200,
  });
});

test("another document's characters are no hit, and nothing found scores nothing", () => {
  expect(scoreSpans([span(0, 100)], [span(0, 100, "b")])).toEqual({ recall: 0, precision: 0, iou: 0 });
  expect(scoreSpans([span(0, 100)], [])).toEqual({ recall: 0, precision: 0, iou: 0 });
});

test("a fixed-size cut takes all of the text in chunks of the size, each with its overlap", () => {
  const text = Array.from({ length: 100 }, (_, i) => `w${i}`).join(" ");
  const countTokens = (part: string) => part.match(/\S+/g)?.length ?? 0;
  const plain = fixedSizeChunks(text, { countTokens, tokensMax: 30, overlapShare: 0 });
  expect(plain.map(({ tokenCount }) => tokenCount)).toEqual([30, 30, 30, 10]);
  expect(plain.map((chunk) => chunk.text).join("")).toBe(text);
  const overlapping = fixedSizeChunks(text, { countTokens, tokensMax: 30, overlapShare: 0.1 });
  expect(overlapping.map((chunk) => chunk.text.trim().split(" ")[0])).toEqual(["w0", "w27", "w54", "w81"]);
  expect(overlapping.at(-1)?.charEnd).toBe(text.length);
});

test("an interval holds the mean, is the same each time, and is narrow where all agree", () => {
  const differences = Array.from({ length: 200 }, (_, i) => (i % 2 ? 0.4 : -0.2));
  const { low, high } = bootstrapInterval(differences);
  expect(low).toBeLessThan(0.1);
  expect(high).toBeGreaterThan(0.1);
  expect(bootstrapInterval(differences)).toEqual({ low, high });
  expect(bootstrapInterval([0.3, 0.3, 0.3])).toEqual({ low: expect.closeTo(0.3), high: expect.closeTo(0.3) });
});
