/**
 * Waking: who has queued something sends each worker an empty datagram, so that it looks at once instead of at its next poll.
 * A datagram carries nothing that could be believed or abused, and one that gets lost costs half a second.
 */
import { createSocket, type Socket } from "node:dgram";
import { listWakeAddresses, type WakeAddress } from "../db/worker-heartbeats.ts";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";

export interface WakeListener {
  address: WakeAddress;
  close(): void;
}

/** Calls `onWake` for each datagram. Null, logged, where no port can be had: then the worker is found by its own polling. */
export async function listenForWakes(onWake: () => void): Promise<WakeListener | null> {
  const host = env().WORKER_WAKE_HOST;
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("message", onWake);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, host, resolve);
    });
  } catch (error) {
    log.warn({ err: error, host }, "the worker can't be woken and looks for uploads by itself");
    socket.close();
    return null;
  }
  socket.on("error", (error) => log.warn({ err: error }, "the socket that wakes the worker met an error"));
  socket.unref();
  const { address, port } = socket.address(); // the name, resolved: several workers may share one
  return { address: { host: address, port }, close: () => socket.close() };
}

/** Workers come and go seldom: uploads in a row ask for their addresses once. */
const addressesMs = 2_000;

/** `globalThis` because Next may load this module more than once in a process. */
const shared = globalThis as {
  lecternWake?: { until: number; addresses: Promise<WakeAddress[]>; sockets: Map<string, Socket> };
};

/** Wakes every worker that is alive. Returns at once and never fails: it's a courtesy. Call it when the job is committed. */
export function wakeWorkers(): void {
  void sendWakes().catch((error: unknown) => log.debug({ err: error }, "workers could not be woken"));
}

async function sendWakes(): Promise<void> {
  const known = shared.lecternWake;
  const isFresh = known && known.until > performance.now();
  const state = isFresh
    ? known
    : {
        until: performance.now() + addressesMs,
        addresses: listWakeAddresses(),
        sockets: known?.sockets ?? new Map(),
      };
  shared.lecternWake = state;
  try {
    for (const { host, port } of await state.addresses) senderTo(host, state.sockets).send("", port, host);
  } catch (error) {
    shared.lecternWake = undefined;
    throw error;
  }
}

function senderTo(host: string, sockets: Map<string, Socket>): Socket {
  const family = host.includes(":") ? "udp6" : "udp4";
  const open = sockets.get(family);
  if (open) return open;
  const socket = createSocket(family).on("error", () => undefined);
  socket.unref();
  sockets.set(family, socket);
  return socket;
}
