import { expect, test } from "vitest";
import { forEachDocument } from "./for-each-document";

test("goes on past failures, four at a time at most, and tells of the first", async () => {
  let running = 0;
  let runningMax = 0;
  const seen: string[] = [];
  const ids = Array.from({ length: 11 }, (_, i) => `doc-${i}`);
  const outcome = await forEachDocument(ids, async (id) => {
    running += 1;
    runningMax = Math.max(runningMax, running);
    await Promise.resolve();
    running -= 1;
    seen.push(id);
    if (id === "doc-3" || id === "doc-7") throw new Error(id);
  });
  expect(seen.toSorted()).toEqual(ids.toSorted());
  expect(runningMax).toBe(4);
  expect(outcome.doneCount).toBe(9);
  expect(outcome.firstFailure).toEqual(new Error("doc-3"));
});
