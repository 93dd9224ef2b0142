import type { RateCount } from "../../db/rate-limit-store.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { countRateRefusal } from "../metrics.ts";
import type { Principal } from "../turn.ts";
import { clientAddress } from "./client-address.ts";
import { inMemory, sharedCounters } from "./rate-counters.ts";

interface Policy {
  seconds: number;
  /** Per person or key, or per address or other text. 0: no limit. */
  points: number;
  /** All of a tenant together. 0: no limit. */
  tenantPoints?: number;
  /** `memory` counts per process: for a limit that only stops runaways, where a round trip per request would cost more. */
  store: "shared" | "memory";
}

/** All limits in one table. */
const policies = {
  /** Wrong passwords, per address and e-mail. A right one clears the count. */
  login: { points: 10, seconds: 15 * 60, store: "shared" },
  /** Tries to sign in at whatever accounts, per address: hashing passwords is dear. */
  address: { points: 100, seconds: 15 * 60, store: "shared" },
  /** Tries at a setup or invitation token, per address. */
  token: { points: 60, seconds: 15 * 60, store: "shared" },
  /** Questions. */
  chat: {
    points: env().CHAT_REQUESTS_PER_MINUTE,
    tenantPoints: env().TENANT_CHAT_REQUESTS_PER_MINUTE,
    seconds: 60,
    store: "shared",
  },
  /** Files. */
  upload: { points: 1800, tenantPoints: 6000, seconds: 60, store: "shared" },
  /** Searches and other dear calls. */
  api: { points: 600, tenantPoints: 3000, seconds: 60, store: "shared" },
  /** Tests of the ways by which alerts go: each is a mail to whomever an admin names, in the operator's name. */
  testAlert: { points: 20, tenantPoints: 20, seconds: 60 * 60, store: "shared" },
  /** Every authenticated request. */
  any: { points: 3000, seconds: 60, store: "memory" },
  /** Every request, per address, whoever signs it: a whole office may share one. */
  anyOfAddress: { points: 12_000, seconds: 60, store: "memory" },
} as const satisfies Record<string, Policy>;

export type RatePolicy = keyof typeof policies;

/** Whom a limit counts: a principal, or any text for requests that come before there is one. */
type Subject = Principal | string;

/** How a caller stands with a limit: with the one of theirs that is nearest. */
export interface RateState {
  limit: number;
  remaining: number;
  resetSeconds: number;
  isExceeded: boolean;
}

interface Limit {
  key: string;
  points: number;
  seconds: number;
}

/** The limits of a policy that count this subject: its own, and its tenant's. */
function limitsOf(name: RatePolicy, subject: Subject): Limit[] {
  const { points, tenantPoints = 0, seconds }: Policy = policies[name];
  const own =
    typeof subject === "string"
      ? subject
      : (subject.apiKeyId ?? `${subject.tenantId}:${subject.userId ?? "system"}`);
  const limits = [{ key: `${name}:${own}`, points, seconds }];
  if (typeof subject !== "string")
    limits.push({ key: `${name}:tenant:${subject.tenantId}`, points: tenantPoints, seconds });
  return limits.filter((limit) => limit.points > 0);
}

/** Who has passed which limit, until when: asking on and on costs no round trips. The longest known are forgotten first. */
const exceeded = new Map<string, { state: RateState; until: number }>();
const exceededMax = 10_000;

function findExceeded({ key }: Limit): RateState | undefined {
  const found = exceeded.get(key);
  if (!found) return undefined;
  const leftMs = found.until - Date.now();
  if (leftMs > 0) return { ...found.state, resetSeconds: Math.ceil(leftMs / 1000) };
  exceeded.delete(key);
  return undefined;
}

function keepExceeded({ key }: Limit, state: RateState): void {
  exceeded.set(key, { state, until: Date.now() + state.resetSeconds * 1000 });
  const [longestKnown] = exceeded.keys();
  if (exceeded.size > exceededMax && longestKnown) exceeded.delete(longestKnown);
}

/**
 * Counts one request in one round trip, or none where a limit is known to be passed, and tells how the caller stands; null where
 * nothing is limited. Where the shared place can't be reached it's counted in this process, logged: open, but not without any limit.
 */
export async function countRate(name: RatePolicy, subject: Subject): Promise<RateState | null> {
  const limits = limitsOf(name, subject);
  if (limits.length === 0) return null;
  const known = limits.flatMap((limit) => findExceeded(limit) ?? [])[0];
  if (known) return known;
  const counts = await countAll(name, limits);
  const states = limits.map((limit, i) => {
    const state = stateOf(limit, counts[i]);
    if (state.isExceeded) keepExceeded(limit, state);
    return state;
  });
  return states.toSorted(
    (a, b) => Number(b.isExceeded) - Number(a.isExceeded) || a.remaining - b.remaining,
  )[0]!;
}

function stateOf({ points }: Limit, counted: RateCount = { count: 0, msBeforeReset: 0 }): RateState {
  return {
    limit: points,
    remaining: Math.max(0, points - counted.count),
    resetSeconds: Math.max(1, Math.ceil(counted.msBeforeReset / 1000)),
    isExceeded: counted.count > points,
  };
}

async function countAll(name: RatePolicy, limits: Limit[]) {
  if (policies[name].store === "memory") return inMemory.count(limits);
  try {
    return await sharedCounters().count(limits);
  } catch (error) {
    log.warn({ err: error, policy: name }, "requests can't be counted for all processes: counting in memory");
    return inMemory.count(limits);
  }
}

/** `rate_limited`, with the time to wait. */
export function rateLimited(name: RatePolicy, { resetSeconds }: RateState): AppError {
  countRateRefusal(name);
  return new AppError("rate_limited", { retryAfterSeconds: resetSeconds });
}

/** Counts one request. Throws `rate_limited` with the time to wait. */
export async function requireRate(name: RatePolicy, subject: Subject): Promise<void> {
  const state = await countRate(name, subject);
  if (state?.isExceeded) throw rateLimited(name, state);
}

/** Counts one request under its sender's address, where that's known. */
export async function requireRateOfAddress(name: RatePolicy, request: Request): Promise<void> {
  const address = clientAddress(request.headers);
  if (address) await requireRate(name, address);
}

/** Forgets what was counted, after a right password. */
export async function clearRate(name: RatePolicy, subject: Subject): Promise<void> {
  for (const limit of limitsOf(name, subject)) {
    exceeded.delete(limit.key);
    try {
      await inMemory.clear(limit);
      if (policies[name].store === "shared") await sharedCounters().clear(limit);
    } catch (error) {
      log.warn({ err: error, policy: name }, "a rate limit could not be cleared");
    }
  }
}
