import pino from "pino";
import { env } from "./env.ts";
import { currentTraceId } from "./telemetry.ts";

/** Drizzle writes the values of a failed query behind this into its message: documents, questions, hashes. */
const valuesMark = "\nparams: ";

/** An error and its causes for the log, without the values of queries. */
export function describeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const message = thrown.message.split(valuesMark)[0] ?? "";
  const stack = thrown.stack?.replace(thrown.message, () => message);
  const code = "code" in thrown ? thrown.code : undefined;
  return { type: thrown.name, code, message, stack, cause: thrown.cause && describeError(thrown.cause) };
}

/**
 * Structured JSON log on stdout. Secrets are redacted by key, whoever logs them; questions, answers and document text
 * are never logged, only their ids and sizes.
 */
export const log = pino({
  level: env().LOG_LEVEL,
  base: undefined,
  serializers: { err: describeError },
  mixin() {
    const traceId = currentTraceId();
    return traceId ? { traceId } : {};
  },
  redact: {
    paths: [
      "authorization",
      "*.authorization",
      "password",
      "*.password",
      "apiKey",
      "*.apiKey",
      "token",
      "*.token",
    ],
    censor: "[redacted]",
  },
});
