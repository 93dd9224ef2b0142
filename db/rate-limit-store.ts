import { RateLimiterMemory, RateLimiterPostgres } from "rate-limiter-flexible";
import { log } from "../lib/log.ts";
import { pool } from "./client.ts";

/**
 * Counters in the table `rate_limits`, shared by all replicas. System. The pool is reached through a shim that drops the names
 * of the library's prepared statements: the connections of the embedded Postgres share one backend, where a second
 * connection's statement of the same name is an error.
 */
const client = {
  query: ({ text, values }: { text: string; values: unknown[] }) => pool().query(text, values),
};

/**
 * A limiter of `points` per `seconds` and key. Where the database doesn't answer it counts in memory instead, per process:
 * open, but not without any limit.
 */
export function databaseLimiter(name: string, points: number, seconds: number): RateLimiterPostgres {
  const options = { keyPrefix: name, points, duration: seconds };
  const insurance = new RateLimiterMemory(options);
  const consumeInMemory = insurance.consume.bind(insurance);
  insurance.consume = (...args) => {
    log.warn({ policy: name }, "the rate limit store can't be reached: counting in memory");
    return consumeInMemory(...args);
  };
  return new RateLimiterPostgres({
    ...options,
    storeClient: client,
    storeType: "client",
    tableName: "rate_limits",
    tableCreated: true,
    insuranceLimiter: insurance,
  });
}
