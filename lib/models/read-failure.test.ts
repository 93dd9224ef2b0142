import { APICallError, JSONParseError } from "ai";
import { describe, expect, test } from "vitest";
import { AppError } from "../errors.ts";
import { ModelFailure } from "./failover-policy.ts";
import { readFailure, readRetryAfter } from "./read-failure.ts";

const answered = (
  statusCode: number | undefined,
  more: { body?: string; headers?: Record<string, string> } = {},
) =>
  new APICallError({
    message: "no",
    url: "",
    requestBodyValues: {},
    statusCode,
    responseBody: more.body,
    responseHeaders: more.headers,
  });

describe("what a model's call threw", () => {
  test.each([
    [answered(429), "rate_limited"],
    [answered(500), "server_error"],
    [answered(529), "server_error"],
    [answered(408), "server_error"],
    [answered(400), "bad_request"],
    [answered(404), "bad_request"],
    [answered(400, { body: '{"error":{"code":"content_filter"}}' }), "content_filtered"],
    [answered(401), "unauthorised"],
    [answered(403), "unauthorised"],
    [answered(undefined), "unreachable"],
    [new TypeError("fetch failed"), "unreachable"],
    [new JSONParseError({ text: "{", cause: new Error() }), "malformed"],
    [new AppError("overloaded"), "crowded"],
    [new AppError("budget_exhausted"), "over_budget"],
    [new DOMException("late", "TimeoutError"), "out_of_time"],
    [new ModelFailure("stalled"), "stalled"],
    ["what?", "unknown"],
  ])("%s is %s", (thrown, why) => {
    expect(readFailure(thrown).why).toBe(why);
  });

  test("is a break-off once the answer has begun", () => {
    for (const thrown of [new TypeError("terminated"), new Error("cut"), answered(undefined)])
      expect(readFailure(thrown, { hasBegun: true }).why).toBe("cut_off");
  });

  test("says when to come again: in seconds, in milliseconds or as a date", () => {
    expect(readFailure(answered(429, { headers: { "retry-after": "2" } })).retryAfterMs).toBe(2000);
    const now = Date.UTC(2026, 0, 1);
    expect(readRetryAfter({ "retry-after-ms": "150", "retry-after": "1" }, now)).toBe(150);
    expect(readRetryAfter({ "retry-after": new Date(now + 3000).toUTCString() }, now)).toBe(3000);
    expect(readRetryAfter({ "retry-after": new Date(now - 3000).toUTCString() }, now)).toBe(0);
    expect(readRetryAfter({ "retry-after": "soon" }, now)).toBeUndefined();
    expect(readRetryAfter({}, now)).toBeUndefined();
  });
});
