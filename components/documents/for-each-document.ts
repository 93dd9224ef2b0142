const parallel = 4;

/**
 * Does something to many documents, four at a time, going on past failures. Tells how many it worked for and what the
 * first failure was.
 */
export async function forEachDocument(
  documentIds: readonly string[],
  action: (documentId: string) => Promise<unknown>,
): Promise<{ doneCount: number; firstFailure: unknown }> {
  const waiting = [...documentIds];
  const failures: unknown[] = [];
  async function work() {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await action(id);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  }
  await Promise.all(Array.from({ length: parallel }, work));
  return { doneCount: documentIds.length - failures.length, firstFailure: failures[0] };
}
