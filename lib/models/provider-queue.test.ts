import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallPriority, enterProvider, listProviderQueues, type PlaceRequest } from "./provider-queue.ts";

let provider: string;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  provider = crypto.randomUUID();
});
afterEach(() => {
  vi.useRealTimers();
});

const ask = (tenantId: string, priority: CallPriority = "interactive", change: Partial<PlaceRequest> = {}) =>
  enterProvider(provider, { concurrencyMax: 1, tenantId, priority, ...change });

/** Takes the only place, lets others queue, then gives it back and on, and tells in which order they came in. */
async function orderOf(callers: [name: string, priority: CallPriority][]): Promise<string[]> {
  const release = await ask("first");
  const entered: string[] = [];
  const all = callers.map(async ([name, priority]) => {
    const leave = await ask(name.slice(0, 1), priority);
    entered.push(name);
    leave();
  });
  release();
  await Promise.all(all);
  return entered;
}

const queue = () => listProviderQueues().find((known) => known.provider === provider);

describe("the queue in front of a provider", () => {
  it("lets in as many as the provider takes, and the next when one has left", async () => {
    const leaves = await Promise.all([1, 2].map(() => ask("a", "interactive", { concurrencyMax: 2 })));
    const third = ask("a", "interactive", { concurrencyMax: 2 });
    expect(queue()).toMatchObject({ calling: 2, waiting: 1 });
    leaves[0]?.();
    const leave = await third;
    expect(queue()).toMatchObject({ calling: 2, waiting: 0 });
    leaves[1]?.();
    leave();
    expect(queue()).toMatchObject({ calling: 0, waiting: 0 });
  });

  it("makes nobody wait where the provider has no limit", async () => {
    const leaves = await Promise.all(
      Array.from({ length: 50 }, () => ask("a", "batch", { concurrencyMax: null })),
    );
    for (const leave of leaves) leave();
    expect(queue()).toMatchObject({ calling: 0 });
  });

  it("lets people in before batches, and tenants in turn", async () => {
    const order = await orderOf([
      ["b1", "batch"],
      ["a1", "interactive"],
      ["a2", "interactive"],
      ["a3", "interactive"],
      ["c1", "interactive"],
      ["c2", "interactive"],
    ]);
    expect(order).toEqual(["a1", "c1", "a2", "c2", "a3", "b1"]);
  });

  it("tells those who wait their place, and again when it changes", async () => {
    const leave = await ask("a");
    const told: number[] = [];
    const batch = ask("b", "batch", { onPosition: (position) => told.push(position) });
    const person = ask("c", "interactive");
    leave();
    (await person)();
    (await batch)();
    expect(told).toEqual([1, 2, 1]);
  });

  it("frees a place once, however often it's given back", async () => {
    const leave = await ask("a");
    leave();
    leave();
    expect(queue()).toMatchObject({ calling: 0 });
  });

  it("forgets who is stopped while waiting", async () => {
    const leave = await ask("a");
    const stopped = new AbortController();
    const waiting = ask("b", "interactive", { signal: stopped.signal });
    stopped.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    expect(queue()).toMatchObject({ calling: 1, waiting: 0 });
    leave();
  });

  it("refuses at once where those before take longer than a person waits", async () => {
    const leave = await ask("a");
    vi.advanceTimersByTime(20_000);
    leave(); // calls are now thought to take 8 s, so that the fourth would wait for 32
    const calling = await ask("a");
    const waiting = [1, 2, 3].map(() => ask("a"));
    await expect(ask("a")).rejects.toMatchObject({ code: "overloaded", status: 503, retryAfterSeconds: 2 });
    expect(queue()).toMatchObject({ calling: 1, waiting: 3 });
    calling();
    for (const place of waiting) (await place)();
  });

  it("lets nobody wait for longer than a person waits", async () => {
    await ask("a");
    const waiting = ask("b");
    const refused = expect(waiting).rejects.toMatchObject({ code: "overloaded" });
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
    expect(queue()).toMatchObject({ calling: 1, waiting: 0 });
  });

  it("heeds a limit that an operator raises while others wait", async () => {
    const leaves = [await ask("a")];
    const waiting = ask("b");
    leaves.push(await ask("c", "interactive", { concurrencyMax: 3 }));
    leaves.push(await waiting);
    for (const leave of leaves) leave();
    expect(queue()).toMatchObject({ calling: 0 });
  });
});
