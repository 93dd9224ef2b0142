import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  NoContentGeneratedError,
  NoOutputGeneratedError,
  TypeValidationError,
} from "ai";
import { AppError, type ErrorCode } from "../errors.ts";
import { type FailureCause, ModelFailure } from "./failover-policy.ts";

/** What the SDK, fetch or our own code threw, as a failure with a cause of the table. `hasBegun`: the answer was on its way. */
export function readFailure(thrown: unknown, { hasBegun = false } = {}): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown;
  const failed = (why: FailureCause, retryAfterMs?: number) =>
    new ModelFailure(why, { cause: thrown, retryAfterMs });
  const lost = hasBegun ? "cut_off" : "unreachable";
  if (thrown instanceof AppError) return failed(causeOfCode[thrown.code] ?? "refused");
  if (isMalformed(thrown)) return failed("malformed");
  if (EmptyResponseBodyError.isInstance(thrown) || NoContentGeneratedError.isInstance(thrown))
    return failed("empty_answer");
  if (NoOutputGeneratedError.isInstance(thrown)) return failed("empty_answer");
  if (APICallError.isInstance(thrown)) {
    const { statusCode, responseHeaders = {} } = thrown;
    // A status of success with an error: the body broke off, or wasn't what it should be.
    if (statusCode === undefined || statusCode < 300)
      return failed(isMalformed(thrown.cause) ? "malformed" : lost);
    return failed(causeOfStatus(statusCode, thrown.responseBody ?? ""), readRetryAfter(responseHeaders));
  }
  if (thrown instanceof DOMException && thrown.name === "TimeoutError") return failed("out_of_time");
  // fetch and undici throw TypeErrors for connections that can't be made or break.
  if (thrown instanceof TypeError) return failed(lost);
  return failed(hasBegun ? "cut_off" : "unknown");
}

/** The cause of a failed call of whatever kind of model, for the ledger: that within what our own code wrapped it in. */
export function failureCauseOf(thrown: unknown): FailureCause {
  const isWrapped = thrown instanceof AppError && thrown.cause !== undefined;
  return readFailure(isWrapped ? thrown.cause : thrown).why;
}

const isMalformed = (thrown: unknown) =>
  JSONParseError.isInstance(thrown) ||
  TypeValidationError.isInstance(thrown) ||
  InvalidResponseDataError.isInstance(thrown);

/** What our own code throws before a model is called. */
const causeOfCode: Partial<Record<ErrorCode, FailureCause>> = {
  overloaded: "crowded",
  budget_exhausted: "over_budget",
};

/** What providers say in a 400 when their filter declines a prompt. */
const filterWords = /content[_ -]?(filter|policy|management)|safety|blocked/i;

function causeOfStatus(status: number, body: string): FailureCause {
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 403) return "unauthorised";
  if (status === 408 || status >= 500) return "server_error";
  return filterWords.test(body) ? "content_filtered" : "bad_request";
}

/** `Retry-After` in seconds or as a date, or OpenAI's `retry-after-ms`; undefined where it says nothing. */
export function readRetryAfter(headers: Record<string, string>, now = Date.now()): number | undefined {
  const ms = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (ms >= 0) return ms;
  const text = headers["retry-after"];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
