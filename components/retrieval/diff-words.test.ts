import { expect, test } from "vitest";
import { diffWords } from "./diff-words";

test("tells what a follow-up got so that it stands alone", () => {
  expect(diffWords("And how much is it?", "How much is a hotel in Lisbon?")).toEqual([
    { text: "And", change: "removed" },
    { text: "How much is", change: "same" },
    { text: "it?", change: "removed" },
    { text: "a hotel in Lisbon?", change: "added" },
  ]);
});

test("finds nothing changed where only case, space or marks are", () => {
  expect(diffWords("where  is it", "Where is it?")).toEqual([{ text: "Where is it?", change: "same" }]);
});
