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
  expect(outcome).toMatchObject({ doneCount: 9, failedCount: 2 });
  expect(outcome.firstFailure).toEqual(new Error("doc-3"));
});

test("tells of its progress and begins nothing more once it's stopped", async () => {
  const stop = new AbortController();
  const progress: number[] = [];
  const ids = Array.from({ length: 40 }, (_, i) => `doc-${i}`);
  const seen: string[] = [];
  const outcome = await forEachDocument(
    ids,
    async (id) => {
      seen.push(id);
      if (seen.length === 10) stop.abort();
    },
    { signal: stop.signal, onProgress: (ended) => progress.push(ended) },
  );
  expect(seen.length).toBeLessThan(14);
  expect(outcome.doneCount).toBe(seen.length);
  expect(progress).toEqual(seen.map((_, i) => i + 1));
});
