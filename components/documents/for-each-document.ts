const parallel = 4;

interface Options {
  /** Called after each with how many have been done with, well or not. */
  onProgress?: (endedCount: number) => void;
  /** Once aborted no other document is begun. */
  signal?: AbortSignal;
}

/**
 * Does something to many documents, four at a time, going on past failures. Tells how many it worked for, how many it
 * didn't, and what the first failure was.
 */
export async function forEachDocument(
  documentIds: readonly string[],
  action: (documentId: string) => Promise<unknown>,
  { onProgress, signal }: Options = {},
): Promise<{ doneCount: number; failedCount: number; firstFailure: unknown }> {
  const waiting = [...documentIds];
  const failures: unknown[] = [];
  let doneCount = 0;
  async function work() {
    for (let id = waiting.shift(); id !== undefined && !signal?.aborted; id = waiting.shift()) {
      try {
        await action(id);
        doneCount += 1;
      } catch (thrown) {
        failures.push(thrown);
      }
      onProgress?.(doneCount + failures.length);
    }
  }
  await Promise.all(Array.from({ length: parallel }, work));
  return { doneCount, failedCount: failures.length, firstFailure: failures[0] };
}
