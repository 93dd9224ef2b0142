/**
 * Where requests are counted: in Redis where REDIS_URL names one, else in the database; in this process for what needn't be shared,
 * and where the shared place can't be reached. Both count in fixed windows, each from its first request on: twice a limit can pass
 * within one window's length, at the end of one and the beginning of the next.
 */
import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from "rate-limiter-flexible";
import {
  clearInDatabase,
  countInDatabase,
  type RateCount,
  type RateCounter,
} from "../../db/rate-limit-store.ts";
import { env } from "../env.ts";
import { log } from "../log.ts";

interface RateCounters {
  /** Adds one to each and tells what they came to, in their order. */
  count(counters: RateCounter[]): Promise<RateCount[]>;
  clear(counter: RateCounter): Promise<void>;
}

type Limiter = RateLimiterMemory | RateLimiterRedis;

/** A limiter of the library counts in one window's length, so there's one for each. */
function byLibrary(create: (seconds: number) => Limiter): RateCounters {
  const limiters = new Map<number, Limiter>();
  const of = (seconds: number) => {
    const limiter = limiters.get(seconds) ?? create(seconds);
    limiters.set(seconds, limiter);
    return limiter;
  };
  const result = ({ consumedPoints, msBeforeNext }: RateLimiterRes) => ({
    count: consumedPoints,
    msBeforeReset: msBeforeNext,
  });
  return {
    count: (counters) =>
      Promise.all(counters.map(async ({ key, seconds }) => result(await of(seconds).penalty(key)))),
    async clear({ key, seconds }) {
      await of(seconds).delete(key);
    },
  };
}

/** Only its windows matter here: what is allowed is decided by who counts. */
const anyPoints = 1;

/** In this process alone. */
export const inMemory = byLibrary(
  (duration) => new RateLimiterMemory({ keyPrefix: String(duration), points: anyPoints, duration }),
);

/** All counts of a request go to Redis in one batch, over one connection. */
export function inRedis(url: string): RateCounters {
  // A count that can't be made at once is made in memory: nobody waits for a connection.
  const storeClient = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
  });
  storeClient.on("error", (error) => log.warn({ err: error }, "Redis can't be reached"));
  return byLibrary(
    (duration) =>
      new RateLimiterRedis({ storeClient, keyPrefix: `lectern:${duration}`, points: anyPoints, duration }),
  );
}

const inDatabase: RateCounters = {
  count: countInDatabase,
  clear: ({ key }) => clearInDatabase(key),
};

/** `globalThis` because Next may load this module more than once in a process, and one connection is enough. */
const shared = globalThis as { lecternRateCounters?: RateCounters };

/** What all processes share. */
export function sharedCounters(): RateCounters {
  const { REDIS_URL } = env();
  shared.lecternRateCounters ??= REDIS_URL ? inRedis(REDIS_URL) : inDatabase;
  return shared.lecternRateCounters;
}
