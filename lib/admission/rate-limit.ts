import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { databaseLimiter } from "../../db/rate-limit-store.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Principal } from "../turn.ts";
import { clientAddress } from "./client-address.ts";

interface Policy {
  points: number;
  seconds: number;
  /** `memory` counts per process: for a limit that only stops runaways, where a write per request would cost more. */
  store: "database" | "memory";
}

/** All limits in one table. 0 points = no limit. */
const policies = {
  /** Wrong passwords, per address and e-mail. A right one clears the count. */
  login: { points: 10, seconds: 15 * 60, store: "database" },
  /** Tries to sign in at whatever accounts, per address: hashing passwords is dear. */
  address: { points: 100, seconds: 15 * 60, store: "database" },
  /** Tries at a setup or invitation token, per address. */
  token: { points: 60, seconds: 15 * 60, store: "database" },
  /** Questions, per person or key. */
  chat: { points: env().CHAT_REQUESTS_PER_MINUTE, seconds: 60, store: "database" },
  /** Files, per person or key. */
  upload: { points: 1800, seconds: 60, store: "database" },
  /** Searches and other dear calls, per person or key. */
  api: { points: 600, seconds: 60, store: "database" },
  /** Every authenticated request, per person or key. */
  any: { points: 3000, seconds: 60, store: "memory" },
} as const satisfies Record<string, Policy>;

export type RatePolicy = keyof typeof policies;

const limiters = new Map<RatePolicy, RateLimiterAbstract>();

function limiterFor(name: RatePolicy): RateLimiterAbstract {
  const known = limiters.get(name);
  if (known) return known;
  const { points, seconds, store } = policies[name];
  const limiter =
    store === "memory"
      ? new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
      : databaseLimiter(name, points, seconds);
  limiters.set(name, limiter);
  return limiter;
}

/** Whom a limit counts: the key, else the person in this tenant; or any text for requests that come before there's either. */
type Subject = Principal | string;

function keyOf(subject: Subject): string {
  if (typeof subject === "string") return subject;
  return subject.apiKeyId ?? `${subject.tenantId}:${subject.userId ?? "system"}`;
}

/** Counts one request. Throws `rate_limited` with the time to wait. Fails open, logged, when counting itself fails. */
export async function requireRate(name: RatePolicy, subject: Subject): Promise<void> {
  const isUnlimited = policies[name].points === 0;
  if (isUnlimited) return;
  try {
    await limiterFor(name).consume(keyOf(subject));
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      throw new AppError("rate_limited", {
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
    log.error(
      { err: refusal, policy: name },
      "a rate limit could not be counted: the request is let through",
    );
  }
}

/** Counts one request under its sender's address, where that's known. */
export async function requireRateOfAddress(name: RatePolicy, request: Request): Promise<void> {
  const address = clientAddress(request.headers);
  if (address) await requireRate(name, address);
}

/** Forgets what was counted, after a right password. */
export async function clearRate(name: RatePolicy, subject: Subject): Promise<void> {
  try {
    await limiterFor(name).delete(keyOf(subject));
  } catch (error) {
    log.warn({ err: error, policy: name }, "a rate limit could not be cleared");
  }
}
