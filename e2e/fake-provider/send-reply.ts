import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "./accepted-request.ts";
import { HttpError } from "./http-error.ts";
import type { Behaviour } from "./script.ts";

/** How a reply is to be sent: a script's behaviour, or the default one without a failure. */
export type Delivery = Pick<Behaviour, "latencyMs" | "failure"> & { msPerToken: number };

type MidStreamFailure = Extract<NonNullable<Behaviour["failure"]>, { afterTokens: number }>;

/**
 * Sends a reply the scripted way. Returns once the answer is sent or ended on purpose; rejects with an AbortError when
 * `signal` fires (the client left, or the provider is reset), leaving the connection to the caller.
 */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  { latencyMs, msPerToken, failure }: Delivery,
  signal: AbortSignal,
): Promise<void> {
  await pause(latencyMs, signal);
  switch (failure?.kind) {
    case "status": {
      const error = new HttpError(failure.status, `Scripted failure ${failure.status}.`, {
        code: failure.code,
      });
      const retryAfter = failure.retryAfterSeconds;
      sendJson(
        response,
        error.status,
        error.body(),
        retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` },
      );
      return;
    }
    case "hang":
      return await hold(signal);
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "wrong-content-type":
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end("<!doctype html><title>Gateway</title><p>This is not the API you are looking for.</p>");
      return;
    case "hang-mid-stream":
    case "cut-mid-stream":
    case "malformed-json":
      if (reply.kind === "events")
        return await streamUntilFailure(response, reply, msPerToken, failure, signal);
      await pause(msPerToken * reply.wordCount, signal);
      return await sendHalf(response, reply.body, failure.kind, signal);
    default:
      if (reply.kind === "events") {
        await stream(response, reply.opening, reply.words, msPerToken, signal);
        response.end(reply.closing);
      } else {
        await pause(msPerToken * reply.wordCount, signal);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(reply.body);
      }
  }
}

/** Answers with JSON at once. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function stream(
  response: ServerResponse,
  opening: string,
  words: readonly string[],
  msPerToken: number,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  await write(response, opening);
  for (const word of words) {
    await pause(msPerToken, signal);
    await write(response, word);
  }
}

async function streamUntilFailure(
  response: ServerResponse,
  { opening, words }: Extract<Reply, { kind: "events" }>,
  msPerToken: number,
  { kind, afterTokens }: MidStreamFailure,
  signal: AbortSignal,
): Promise<void> {
  await stream(response, opening, words.slice(0, afterTokens), msPerToken, signal);
  if (kind === "hang-mid-stream") await hold(signal);
  else if (kind === "cut-mid-stream") response.destroy();
  else response.end('data: {"id":"chatcmpl-fake","choices":[{"delta":{"con\n\n');
}

async function sendHalf(
  response: ServerResponse,
  body: string,
  kind: MidStreamFailure["kind"],
  signal: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const announced = kind === "malformed-json" ? half.length : bytes.length;
  response.writeHead(200, { "content-type": "application/json", "content-length": announced });
  await write(response, half);
  if (kind === "hang-mid-stream") await hold(signal);
  else if (kind === "cut-mid-stream") response.destroy();
  else response.end();
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
  signal.throwIfAborted();
}

async function hold(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await once(signal, "abort");
  signal.throwIfAborted();
}

/** Resolves once the bytes are with the system, so that a cut right after doesn't take them back. */
async function write(response: ServerResponse, bytes: string | Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
