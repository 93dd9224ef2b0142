/**
 * A place in front of a provider that takes only so many calls at a time. State: one queue per provider in this process, so
 * with several web processes the provider sees as many times its limit.
 *
 * free → calling; free → waiting → calling; waiting → given up (stopped, or out of patience). Interactive callers go before
 * batch ones, and within each the tenants take turns, one call each, so that a tenant with a hundred questions delays another's
 * first by one call at most.
 */
import { AppError } from "../errors.ts";

export type CallPriority = "interactive" | "batch";

/** How long anybody waits for a place. A person has given up by then; a batch would rather be told to come again. */
const patienceMs: Record<CallPriority, number> = { interactive: 30_000, batch: 10 * 60_000 };

/** What a call is thought to take before one has ended: an answer of 300 tokens at 60 a second. */
const firstGuessMs = 5_000;

/** How much the newest call counts in the mean of how long calls take: the last ten or so decide. */
const newestShare = 0.2;

export interface PlaceRequest {
  /** Calls that the provider takes at a time; null: as many as come. The newest caller's word counts. */
  concurrencyMax: number | null;
  tenantId: string;
  priority: CallPriority;
  signal?: AbortSignal;
  /** Told the place in the queue, 1 being next, when it begins to wait and each time it moves. */
  onPosition?: (position: number) => void;
}

interface Waiter extends PlaceRequest {
  position: number;
  enter: () => void;
}

interface Queue {
  concurrencyMax: number;
  calling: number;
  callMs: number;
  /** By priority, the tenants in the order of their turns, each with its callers in the order in which they came. */
  waiting: Record<CallPriority, Map<string, Waiter[]>>;
}

/** `globalThis` because Next may load this module more than once in a process, and there must be one queue. */
const shared = globalThis as { lecternProviderQueues?: Map<string, Queue> };

function queueOf(provider: string): Queue {
  shared.lecternProviderQueues ??= new Map();
  const queues = shared.lecternProviderQueues;
  const waiting = { interactive: new Map(), batch: new Map() };
  const queue = queues.get(provider) ?? {
    concurrencyMax: Number.POSITIVE_INFINITY,
    calling: 0,
    callMs: firstGuessMs,
    waiting,
  };
  queues.set(provider, queue);
  return queue;
}

/**
 * Waits for a place at the provider and resolves to what gives it back; call that however the call ended. Throws `overloaded`
 * with the time to come back: at once where those before would take longer than anybody waits, and later where they did. Throws
 * the signal's reason when it's aborted.
 */
export async function enterProvider(provider: string, request: PlaceRequest): Promise<() => void> {
  const queue = queueOf(provider);
  queue.concurrencyMax = request.concurrencyMax ?? Number.POSITIVE_INFINITY;
  request.signal?.throwIfAborted();
  admitNext(queue); // the limit may have been raised
  if (queue.calling < queue.concurrencyMax) queue.calling++;
  else await waitForTurn(queue, request);
  return placeTaken(queue);
}

/** What gives the place back, once, and learns from it how long calls take. */
function placeTaken(queue: Queue): () => void {
  const startedAt = performance.now();
  let isTaken = true;
  return () => {
    if (!isTaken) return;
    isTaken = false;
    queue.callMs += newestShare * (performance.now() - startedAt - queue.callMs);
    queue.calling--;
    admitNext(queue);
  };
}

function waitForTurn(queue: Queue, request: PlaceRequest): Promise<void> {
  const { priority, signal } = request;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const waiter: Waiter = { ...request, position: 0, enter: resolve };
  add(queue, waiter);
  const expectedMs = waitMs(queue, positionsOf(queue).indexOf(waiter) + 1);
  if (expectedMs > patienceMs[priority]) {
    remove(queue, waiter);
    return Promise.reject(overloaded(expectedMs - patienceMs[priority]));
  }
  const giveUp = (reason: unknown) => {
    remove(queue, waiter);
    tellPositions(queue);
    reject(reason);
  };
  const stop = () => giveUp(signal?.reason);
  const timer = setTimeout(() => giveUp(overloaded(queue.callMs)), patienceMs[priority]);
  signal?.addEventListener("abort", stop, { once: true });
  tellPositions(queue);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  });
}

/** How long the one at this position waits: a place comes free `concurrencyMax` times in the time of one call. */
const waitMs = ({ callMs, concurrencyMax }: Queue, position: number) => (position * callMs) / concurrencyMax;

function admitNext(queue: Queue): void {
  const before = queue.calling;
  while (queue.calling < queue.concurrencyMax) {
    const next = positionsOf(queue)[0];
    if (!next) break;
    remove(queue, next);
    moveBack(queue, next);
    queue.calling++;
    next.enter();
  }
  if (queue.calling !== before) tellPositions(queue);
}

function add({ waiting }: Queue, waiter: Waiter): void {
  const tenants = waiting[waiter.priority];
  tenants.set(waiter.tenantId, [...(tenants.get(waiter.tenantId) ?? []), waiter]);
}

function remove({ waiting }: Queue, waiter: Waiter): void {
  const tenants = waiting[waiter.priority];
  const others = (tenants.get(waiter.tenantId) ?? []).filter((other) => other !== waiter);
  if (others.length === 0) tenants.delete(waiter.tenantId);
  else tenants.set(waiter.tenantId, others);
}

/** A tenant that has had its turn goes behind the others. */
function moveBack({ waiting }: Queue, { priority, tenantId }: Waiter): void {
  const rest = waiting[priority].get(tenantId);
  if (!rest) return;
  waiting[priority].delete(tenantId);
  waiting[priority].set(tenantId, rest);
}

/** Everybody who waits, in the order in which they will go if nobody else comes. */
function positionsOf({ waiting }: Queue): Waiter[] {
  return [waiting.interactive, waiting.batch].flatMap((tenants) => {
    const lists = [...tenants.values()];
    const rounds = Math.max(0, ...lists.map((list) => list.length));
    return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list[round] ?? [])).flat();
  });
}

function tellPositions(queue: Queue): void {
  for (const [i, waiter] of positionsOf(queue).entries()) {
    if (waiter.position === i + 1) continue;
    waiter.position = i + 1;
    waiter.onPosition?.(waiter.position);
  }
}

function overloaded(waitMs: number): AppError {
  return new AppError("overloaded", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}

/** Who calls and who waits at each provider, for the operator's pages. */
export function listProviderQueues(): {
  provider: string;
  calling: number;
  waiting: number;
  callMs: number;
}[] {
  return [...(shared.lecternProviderQueues ?? [])].map(([provider, queue]) => {
    const { calling, callMs } = queue;
    return { provider, calling, waiting: positionsOf(queue).length, callMs: Math.round(callMs) };
  });
}
