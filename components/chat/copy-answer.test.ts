import { expect, test } from "vitest";
import type { Citation } from "@/lib/turn";
import { copyAnswer } from "./copy-answer";

const text = "Kept for 35 days [1]. Rehearsed [2][1].";
const cite = (index: number, position: number): Citation => ({
  index,
  position,
  chunkId: "c",
  documentId: "d",
  title: index === 1 ? "Handbook" : "Plan",
  page: index === 1 ? 12 : null,
  headingPath: [],
  quote: " A\n quote. ",
  start: 0,
  end: 8,
  verdict: "supported",
});
const citations = [cite(1, 17), cite(2, 32), cite(1, 35)];

test("with citations the marks stay and each source is listed once", () => {
  expect(copyAnswer({ text, citations }, true)).toBe(
    `${text}\n\nSources\n[1] Handbook, p. 12: “A quote.”\n[2] Plan: “A quote.”`,
  );
});

test("without citations the marks and the spaces before them go", () => {
  expect(copyAnswer({ text, citations }, false)).toBe("Kept for 35 days. Rehearsed.");
});

test("an answer that cites nothing is copied as it is", () => {
  expect(copyAnswer({ text: "Nothing.", citations: [] }, true)).toBe("Nothing.");
});
