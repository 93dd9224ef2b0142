import pino from "pino";
import { env } from "./env.ts";

/**
 * Structured JSON log on stdout. Secrets are redacted by key, whoever logs them; questions, answers and document text
 * are never logged, only their ids and sizes.
 */
export const log = pino({
  level: env().LOG_LEVEL,
  base: undefined,
  redact: {
    paths: ["authorization", "*.authorization", "password", "*.password", "apiKey", "*.apiKey", "token", "*.token"],
    censor: "[redacted]",
  },
});
