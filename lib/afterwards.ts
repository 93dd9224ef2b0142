import { log } from "./log.ts";

/** `globalThis` because Next may load this module once per route, and whoever waits means all of it. */
const shared = globalThis as { lecternAfterwards?: Set<Promise<void>> };
shared.lecternAfterwards ??= new Set();
const underWay = shared.lecternAfterwards;

/** Does what nobody waits for, once what's due now is done. A failure is logged as `what` and otherwise without consequence. */
export function afterwards(what: string, work: () => Promise<void>, ids: Record<string, unknown> = {}): void {
  const done = new Promise<void>((resolve) => setImmediate(resolve))
    .then(work)
    .catch((error: unknown) => log.error({ err: error, ...ids }, what))
    .finally(() => underWay.delete(done));
  underWay.add(done);
}

/** Resolves when all of it is done: before a process ends, and for tests. */
export async function finishAfterwards(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}
