import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { env } from "../../lib/env.ts";
import { AppError, type ErrorCode } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import type { FileToParse } from "./parse-document.ts";

/**
 * Parsing happens in processes of its own, so that a file that hangs a parser, fills its memory or crashes it costs that
 * process and not the worker. A process is used again for the next file; starting one takes about 300 ms.
 */
const childPath = fileURLToPath(new URL("./parse-child.ts", import.meta.url));

/** The 619-page handbook among the development documents takes 3 s and 350 MB. */
export const parseLimits = { timeoutMs: 60_000, heapMegabytes: 768, idleMs: 60_000 };
/** The Unstructured API may run OCR over hundreds of pages. */
const remoteTimeoutMs = 10 * 60_000;

/** What the child answers. */
export type ParseReply =
  | { parsed: ParsedDocument }
  | { error: { code: ErrorCode; message: string; publicMessage: string } };

interface Child {
  process: ChildProcess;
  idleTimer: NodeJS.Timeout | undefined;
}

const idle: Child[] = [];
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Parses a file in another process, as parseDocument does. Throws `parse_limit_exceeded` when the file takes too long or too
 * much memory, or crashes the parser. At most INGEST_CONCURRENCY files are parsed at once; the others wait. An aborted
 * signal ends it.
 */
export async function parseInChild(file: FileToParse, signal?: AbortSignal): Promise<ParsedDocument> {
  await takeTurn();
  try {
    return await runIn(idle.pop() ?? startChild(), file, signal);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function takeTurn(): Promise<void> {
  while (running >= Math.max(1, env().INGEST_CONCURRENCY))
    await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
}

/** Ends the processes that wait for work. */
export function stopParsers(): void {
  for (const child of [...idle]) end(child);
}

function startChild(): Child {
  const child = fork(childPath, [], {
    execArgv: [`--max-old-space-size=${parseLimits.heapMegabytes}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.on("error", () => undefined); // a child that can't be started or written to also exits, which is handled
  const started: Child = { process: child, idleTimer: undefined };
  child.once("exit", () => forget(started));
  return started;
}

function runIn(child: Child, file: FileToParse, signal: AbortSignal | undefined): Promise<ParsedDocument> {
  clearTimeout(child.idleTimer);
  const timeoutMs = env().UNSTRUCTURED_API_URL ? remoteTimeoutMs : parseLimits.timeoutMs;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => stop(limitExceeded(`took longer than ${timeoutMs / 1000} s`)), timeoutMs);
    const onAbort = () => stop(new DOMException("parsing was aborted", "AbortError"));
    const onExit = (code: number | null, how: string | null) =>
      stop(limitExceeded(`ended the parser (${how ?? code})`));
    const onReply = (reply: ParseReply) => {
      settle();
      keepForNext(child);
      if ("parsed" in reply) resolve(reply.parsed);
      else reject(new AppError(reply.error.code, reply.error));
    };
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      child.process.off("exit", onExit).off("message", onReply);
    };
    const stop = (error: Error) => {
      settle();
      end(child);
      reject(error);
    };
    child.process.on("exit", onExit).on("message", onReply);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    else child.process.send(file);
  });
}

/** An idle child keeps neither the worker's process alive nor, for long, its memory. */
function keepForNext(child: Child): void {
  child.idleTimer = setTimeout(() => end(child), parseLimits.idleMs);
  child.idleTimer.unref();
  child.process.unref();
  child.process.channel?.unref();
  idle.push(child);
}

function end(child: Child): void {
  forget(child);
  child.process.kill("SIGKILL");
}

function forget(child: Child): void {
  clearTimeout(child.idleTimer);
  const at = idle.indexOf(child);
  if (at >= 0) idle.splice(at, 1);
}

const limitExceeded = (what: string) => new AppError("parse_limit_exceeded", { message: `the file ${what}` });
