/** Runs work side by side, except what must be alone: that waits until all else is done, and all else waits for it. */
export function startCompany() {
  const together = new Set<Promise<unknown>>();
  let alone: Promise<unknown> | undefined;

  async function run<T>(mustBeAlone: boolean, work: () => Promise<T>): Promise<T> {
    while (alone) await alone.catch(() => undefined);
    if (mustBeAlone) {
      const doing = Promise.allSettled(together).then(work);
      alone = doing.finally(() => {
        alone = undefined;
      });
      alone.catch(() => undefined);
      return doing;
    }
    const doing = work();
    together.add(doing);
    return doing.finally(() => together.delete(doing));
  }
  return { run };
}
