import { APICallError } from "ai";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { callModel, forgetFailures, isResting, listBreakers } from "./call-model.ts";
import { defaultPatience, type FailureCause, ModelFailure } from "./failover-policy.ts";

const model = { id: "one/large", provider: "one" };
const sibling = { id: "one/small", provider: "one" };
const patience = { ...defaultPatience, backoffMs: { initial: 1, max: 2 } };
const options = { signal: new AbortController().signal, patience };
const failing = (why: FailureCause) => async () => {
  throw new ModelFailure(why);
};
const failOften = async (why: FailureCause, times: number, of = model) => {
  for (let i = 0; i < times; i++)
    await callModel(of, failing(why), { ...options, isRetried: () => false }).catch(() => {});
};

beforeEach(() => {
  forgetFailures();
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => vi.useRealTimers());

describe("a call that fails", () => {
  test.each([
    ["rate_limited", 2],
    ["server_error", 2],
    ["unreachable", 2],
    ["cut_off", 2],
    ["no_first_token", 2],
    ["stalled", 2],
    ["malformed", 2],
    ["empty_answer", 2],
    ["bad_request", 1],
    ["unauthorised", 1],
    ["content_filtered", 1],
    ["over_budget", 1],
    ["unknown", 1],
  ] as const)("by %s is made %i times", async (why, times) => {
    const call = vi.fn(failing(why));
    await expect(callModel(model, call, options)).rejects.toMatchObject({ why });
    expect(call).toHaveBeenCalledTimes(times);
  });

  test("is made again when the provider says, unless that is too late", async () => {
    const call = (retryAfterMs: number) =>
      vi.fn(async () => {
        throw new ModelFailure("rate_limited", { retryAfterMs });
      });
    const [soon, late] = [call(3), call(60_000)];
    await expect(callModel(model, soon, options)).rejects.toThrow();
    await expect(callModel(sibling, late, options)).rejects.toThrow();
    expect([soon.mock.calls.length, late.mock.calls.length]).toEqual([2, 1]);
  });

  test("is given up at once by who stops while it waits to be made again", async () => {
    const abort = new AbortController();
    const slow = { ...patience, backoffMs: { initial: 60_000, max: 60_000 } };
    const call = vi.fn(async () => {
      queueMicrotask(() => setImmediate(() => abort.abort("stopped")));
      throw new ModelFailure("rate_limited", { retryAfterMs: 3_000 });
    });
    await expect(callModel(model, call, { signal: abort.signal, patience: slow })).rejects.toBe("stopped");
    expect(call).toHaveBeenCalledTimes(1);
  });

  test("by an SDK's error is told by its status", async () => {
    const call = async () => {
      throw new APICallError({ message: "no", url: "", requestBodyValues: {}, statusCode: 401 });
    };
    await expect(callModel(model, call, options)).rejects.toMatchObject({ why: "unauthorised" });
  });
});

describe("a breaker", () => {
  test("opens for a model after three failures, and for nobody else", async () => {
    await failOften("server_error", 2);
    expect(isResting(model)).toBe(false);
    await failOften("server_error", 1);
    expect(isResting(model)).toBe(true);
    expect(isResting(sibling)).toBe(false);
    const call = vi.fn();
    await expect(callModel(model, call, options)).rejects.toMatchObject({ why: "resting" });
    expect(call).not.toHaveBeenCalled();
  });

  test("opens for all models of a provider that can't be reached", async () => {
    await failOften("unreachable", 3);
    expect(isResting(sibling)).toBe(true);
    expect(isResting({ id: "two/large", provider: "two" })).toBe(false);
  });

  test("isn't moved by what no model is to blame for", async () => {
    for (const why of ["bad_request", "content_filtered", "over_budget", "crowded", "out_of_time"] as const)
      await failOften(why, 5);
    expect(isResting(model)).toBe(false);
  });

  test("lets one call through when it has rested, and closes when that comes off", async () => {
    await failOften("server_error", 3);
    vi.setSystemTime(Date.now() + 5_001);
    expect(isResting(model)).toBe(false);
    const { promise, resolve } = Promise.withResolvers<string>();
    const probe = callModel(model, () => promise, options);
    await Promise.resolve();
    expect(isResting(model)).toBe(true); // while somebody tries, others go elsewhere
    await expect(callModel(model, async () => "second", options)).rejects.toMatchObject({ why: "resting" });
    resolve("first");
    expect(await probe).toBe("first");
    expect(await callModel(model, async () => "third", options)).toBe("third");
    expect(listBreakers()).toContainEqual(
      expect.objectContaining({ name: "model one/large", state: "closed" }),
    );
  });

  test("rests twice as long when the try after it fails, a minute at most", async () => {
    await failOften("server_error", 3);
    for (const restMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      vi.setSystemTime(Date.now() + restMs - 1);
      expect(isResting(model)).toBe(true);
      vi.setSystemTime(Date.now() + 2);
      expect(isResting(model)).toBe(false);
      await failOften("server_error", 1);
    }
  });
});
