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
export const parseLimits = {
  /** Since the parser was given the file or last said that it gets on, as OCR does after each page. */
  timeoutMs: 60_000,
  /** Altogether, however it gets on. */
  totalMs: 30 * 60_000,
  heapMegabytes: 768,
  idleMs: 60_000,
};
/** The Unstructured API may run OCR over hundreds of pages. */
const remoteTimeoutMs = 10 * 60_000;

/** What the child answers, and before that any number of times that it gets on. */
export type ParseReply =
  | { progress: true }
  | { parsed: ParsedDocument }
  | { error: { code: ErrorCode; message: string; publicMessage: string } };

interface Child {
  process: ChildProcess;
  idleTimer: NodeJS.Timeout | undefined;
  hasParsed: boolean;
}

const idle: Child[] = [];
let isOneKeptReady = false;
/** Processes that are at a file, and who waits for the first of them to be free. */
let busy = 0;
const takers: ((child?: Child) => void)[] = [];
const freeWithinMs = 150;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Parses a file in another process, as parseDocument does. Throws `parse_limit_exceeded` when the file takes too long or too
 * much memory, holds too much text, or crashes the parser. At most one file more than INGEST_CONCURRENCY is parsed at once,
 * as many as a worker is at; the others wait. An aborted signal ends it.
 */
export async function parseInChild(file: FileToParse, signal?: AbortSignal): Promise<ParsedDocument> {
  await takeTurn();
  try {
    signal?.throwIfAborted();
    return await runIn(idle.pop() ?? (await nextFreeChild()) ?? startChild(), file, signal);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** The same without waiting for a turn: for the one file at a time that somebody is looking at. */
export async function parseAtOnce(file: FileToParse): Promise<ParsedDocument> {
  return runIn(idle.pop() ?? startChild(), file, undefined);
}

async function takeTurn(): Promise<void> {
  while (running > Math.max(1, env().INGEST_CONCURRENCY))
    await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
}

/** A process that gets free within a moment, which small files need, since starting another takes longer than reading them. */
function nextFreeChild(): Promise<Child | undefined> {
  if (busy === 0) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const take = (child?: Child) => {
      clearTimeout(timer);
      const at = takers.indexOf(take);
      if (at >= 0) takers.splice(at, 1);
      resolve(child);
    };
    const timer = setTimeout(take, freeWithinMs);
    takers.push(take);
  });
}

/** From now on there's always a process ready, so that no file waits for one to start. */
export function keepParserReady(): void {
  isOneKeptReady = true;
  if (idle.length === 0) keepForNext(startChild());
}

/** Ends the processes that wait for work. */
export function stopParsers(): void {
  isOneKeptReady = false;
  for (const child of [...idle]) end(child);
}

function startChild(): Child {
  const child = fork(childPath, [], {
    execArgv: [`--max-old-space-size=${parseLimits.heapMegabytes}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.on("error", () => undefined); // a child that can't be started or written to also exits, which is handled
  const started: Child = { process: child, idleTimer: undefined, hasParsed: false };
  child.once("exit", () => forget(started));
  return started;
}

function runIn(child: Child, file: FileToParse, signal: AbortSignal | undefined): Promise<ParsedDocument> {
  clearTimeout(child.idleTimer);
  child.hasParsed = true;
  busy += 1;
  const timeoutMs = file.parser === "unstructured" ? remoteTimeoutMs : parseLimits.timeoutMs;
  return new Promise((resolve, reject) => {
    const endsAt = performance.now() + parseLimits.totalMs;
    const startTimer = () => {
      const leftMs = Math.min(timeoutMs, endsAt - performance.now());
      return setTimeout(() => stop(limitExceeded(`took longer than ${timeoutMs / 1000} s`)), leftMs);
    };
    let timer = startTimer();
    const onAbort = () => stop(new DOMException("parsing was aborted", "AbortError"));
    const onExit = (code: number | null, how: string | null) =>
      stop(limitExceeded(`ended the parser (${how ?? code})`));
    const onReply = (reply: ParseReply) => {
      if ("progress" in reply) {
        clearTimeout(timer);
        timer = startTimer();
        return;
      }
      settle();
      keepForNext(child);
      if ("parsed" in reply) resolve(reply.parsed);
      else reject(new AppError(reply.error.code, reply.error));
    };
    const settle = () => {
      busy -= 1;
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

/** An idle child keeps the worker's process from ending no more than it keeps, for long, what memory its files took. */
function keepForNext(child: Child): void {
  const taker = takers[0];
  if (taker) {
    taker(child);
    return;
  }
  if (child.hasParsed) child.idleTimer = setTimeout(() => retire(child), parseLimits.idleMs).unref();
  child.process.unref();
  child.process.channel?.unref();
  idle.push(child);
}

function retire(child: Child): void {
  end(child);
  if (isOneKeptReady) keepParserReady();
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
