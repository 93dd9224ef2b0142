/**
 * Calls a model with what its failures ask for (failover-policy.ts): a retry where it may help, and a breaker for each model and each
 * provider, so that nobody waits for what has just failed several times. A breaker that has rested lets one call through to try;
 * meanwhile others pass that model by. State: one breaker each in this process.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConstantBackoff,
  CountBreaker,
  circuitBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  retry,
} from "cockatiel";
import { consequences, defaultPatience, ModelFailure, type Patience } from "./failover-policy.ts";
import type { ModelSpec } from "./model-spec.ts";
import { readFailure } from "./read-failure.ts";

/** More than half of the last eight calls failed, and there were three: a single bad answer stops nobody. */
const opening = { threshold: 0.5, size: 8, minimumNumberOfCalls: 3 };
/** How long it rests, doubled each time that the try after it fails. */
const restMs = { first: 5_000, longest: 60_000 };

interface Breaker {
  policy: CircuitBreakerPolicy;
  /** By Date.now(). */
  restsUntil: number;
}

type Blamed = "model" | "provider";

/** `globalThis` because Next may load this module more than once in a process, and the breakers must be the same. */
const shared = globalThis as { lecternBreakers?: Map<string, Breaker> };

function breakerOf(blamed: Blamed, { id, provider }: Pick<ModelSpec, "id" | "provider">): Breaker {
  shared.lecternBreakers ??= new Map();
  const key = blamed === "model" ? `model ${id}` : `provider ${provider}`;
  const breaker = shared.lecternBreakers.get(key) ?? newBreaker(blamed);
  shared.lecternBreakers.set(key, breaker);
  return breaker;
}

function newBreaker(blamed: Blamed): Breaker {
  const isBlamed = (error: unknown) =>
    error instanceof ModelFailure && consequences[error.why].blames === blamed;
  const rest = ({ attempt }: { attempt: number }) => {
    const ms = Math.min(restMs.longest, restMs.first * 2 ** (attempt - 1));
    breaker.restsUntil = Date.now() + ms;
    return ms;
  };
  const policy = circuitBreaker(handleWhen(isBlamed), {
    breaker: new CountBreaker(opening),
    halfOpenAfter: new DelegateBackoff(rest),
  });
  const breaker = { policy, restsUntil: 0 };
  return breaker;
}

/** Whether calls to it would be turned away: it rests, or somebody is trying it just now. */
export function isResting(model: Pick<ModelSpec, "id" | "provider">): boolean {
  return [breakerOf("provider", model), breakerOf("model", model)].some(
    ({ policy, restsUntil }) =>
      policy.state === CircuitState.HalfOpen ||
      (policy.state === CircuitState.Open && Date.now() < restsUntil),
  );
}

export type BreakerState = "closed" | "open" | "half-open";

/** Every breaker that was ever asked, for the operator's pages. */
export function listBreakers(): { name: string; state: BreakerState; restsUntil: number }[] {
  return [...(shared.lecternBreakers ?? [])].map(([name, { policy, restsUntil }]) => ({
    name,
    state: stateNames[policy.state],
    restsUntil,
  }));
}

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "half-open",
  [CircuitState.Isolated]: "open",
};

/** For tests: nobody has failed yet. */
export function forgetFailures(): void {
  shared.lecternBreakers?.clear();
}

export interface CallOptions {
  /** Of whoever waits for it: when it's aborted the call ends with its reason, and nobody is blamed. */
  signal: AbortSignal;
  patience?: Patience;
  /** Whether it's worth asking the same model again, where the table says that it may be. Default yes. */
  isRetried?: (failure: ModelFailure) => boolean;
}

/**
 * What `call` returns, tried again where its failure may pass. It's told which try it is, from 1, and throws anything. Throws a
 * ModelFailure, or the signal's reason.
 */
export async function callModel<T>(
  model: Pick<ModelSpec, "id" | "provider">,
  call: (attempt: number) => Promise<T>,
  { signal, patience = defaultPatience, isRetried = () => true }: CallOptions,
): Promise<T> {
  const provider = breakerOf("provider", model).policy;
  const own = breakerOf("model", model).policy;
  const { initial, max } = patience.backoffMs;
  let backoff = new ExponentialBackoff({ initialDelay: initial, maxDelay: max }).next();
  let failure: ModelFailure | undefined;
  const tryOnce = async (attempt: number): Promise<T> => {
    try {
      return await call(attempt);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure = readFailure(error);
      throw failure;
    }
  };
  // The library's own delay can't be cut short by a reader who stops, so the wait is at the beginning of the next try.
  const policy = retry(
    handleWhen((error) => error instanceof ModelFailure && mayPass(error, patience) && isRetried(error)),
    { maxAttempts: patience.triesPerModel - 1, backoff: new ConstantBackoff(0) },
  );
  try {
    return await policy.execute(async ({ attempt }) => {
      if (failure) {
        await sleep(waitMs(failure, backoff.duration), undefined, { signal });
        backoff = backoff.next(undefined);
      }
      if (isResting(model)) throw new ModelFailure("resting", { cause: failure });
      return await provider.execute(() => own.execute(() => tryOnce(attempt + 1)));
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BrokenCircuitError) throw new ModelFailure("resting", { cause: failure });
    throw error;
  }
}

const waitMs = (failure: ModelFailure, backoffMs: number) =>
  failure.why === "defective" ? 0 : Math.max(backoffMs, failure.retryAfterMs ?? 0);

function mayPass({ why, retryAfterMs = 0 }: ModelFailure, { retryAfterMaxMs }: Patience): boolean {
  return consequences[why].isRetried && retryAfterMs <= retryAfterMaxMs;
}
