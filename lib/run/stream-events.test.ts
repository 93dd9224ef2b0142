import { afterEach, describe, expect, it, vi } from "vitest";
import { streamEvents } from "./stream-events.ts";

const decoder = new TextDecoder();

async function* of(...values: object[]) {
  yield* values;
}

afterEach(() => void vi.useRealTimers());

describe("streamEvents", () => {
  it("sends what comes at one moment in one piece, in order, and says when it's done", async () => {
    const pieces = await Array.fromAsync(streamEvents(of({ n: 1 }, { n: 2 })));
    expect(pieces.map((piece) => decoder.decode(piece))).toEqual([
      'data: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\n',
    ]);
  });

  it("sends what there is while the next value isn't there yet", async () => {
    const next = Promise.withResolvers<object>();
    async function* values() {
      yield { n: 1 };
      yield await next.promise;
    }
    const reader = streamEvents(values()).getReader();
    expect(decoder.decode((await reader.read()).value)).toBe('data: {"n":1}\n\n');
    next.resolve({ n: 2 });
    expect(decoder.decode((await reader.read()).value)).toContain('{"n":2}');
  });

  it("tells that the reader went away, and leaves the rest", async () => {
    let isCancelled = false;
    const next = Promise.withResolvers<object>();
    const left = Promise.withResolvers<void>();
    async function* values() {
      try {
        yield await next.promise;
      } finally {
        left.resolve();
      }
    }
    const stream = streamEvents(values(), {
      onCancel: () => {
        isCancelled = true;
      },
    });
    await stream.cancel();
    expect(isCancelled).toBe(true);
    next.resolve({ n: 1 });
    await left.promise;
  });

  it("breaks a long silence with comments, until it's over", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const next = Promise.withResolvers<object>();
    async function* values() {
      yield await next.promise;
    }
    const reader = streamEvents(values()).getReader();
    vi.advanceTimersByTime(20_000);
    expect(decoder.decode((await reader.read()).value)).toBe(": keep-alive\n\n");
    next.resolve({ n: 1 });
    expect(decoder.decode((await reader.read()).value)).toContain('{"n":1}');
    expect(vi.getTimerCount()).toBe(0);
    const left = streamEvents(values()).getReader();
    await left.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fails where the values do", async () => {
    async function* values() {
      yield { n: 1 };
      throw new Error("lost");
    }
    await expect(new Response(streamEvents(values())).text()).rejects.toThrow();
  });
});
