/**
 * A run is one answer being written. The server owns it: readers come and go, it goes on. It buffers the parts of the UI message
 * stream, so that a reader who comes late sees all of them, and saves the text every second, so that a process that dies leaves
 * what was written. In: an admitted turn. Out: an Answer, saved.
 */
import type { InferUIMessageChunk } from "ai";
import { saveProgress } from "../../db/running-answers.ts";
import { answerQuestion } from "../answer-question.ts";
import { type AppError, toAppError } from "../errors.ts";
import { interruption } from "../interruption.ts";
import { log } from "../log.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import type { Answer, AnswerStream, LecternMessage, Principal, Turn } from "../turn.ts";
import { inAnswerSpan } from "./in-answer-span.ts";

export type LecternChunk = InferUIMessageChunk<LecternMessage>;

export interface Run {
  turn: Turn;
  /** All parts from the first, then live ones. Closing it leaves the run alone. */
  read(): ReadableStream<LecternChunk>;
  /** Stops writing; what was written is kept. */
  stop(): void;
  /** The same, where it's the process that ends. */
  interrupt(): void;
  /** Resolves when the answer is saved; rejects where there is none. */
  answer: Promise<Answer>;
}

const progressEveryMs = 1_000;

/** `globalThis` because Next may load this module once per route. */
const shared = globalThis as { lecternRuns?: Map<string, Run> };
shared.lecternRuns ??= new Map();
const runs = shared.lecternRuns;

/**
 * Starts answering. Resolves once the turn is under way; rejects with what was thrown before its first part, so that a route can
 * still answer 404, 409 or 429.
 */
export async function startRun(admitted: Omit<Turn, "signal">, models: Models = liveModels): Promise<Run> {
  const abort = new AbortController();
  const turn: Turn = { ...admitted, signal: abort.signal };
  const buffer = createBuffer(turn);
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  buffer.onFirstPart(open);

  const answer = inAnswerSpan(turn, () => answerQuestion(turn, buffer.out, models));
  const stop = () => abort.abort();
  const interrupt = () => abort.abort(interruption());
  const run: Run = { turn, read: buffer.read, stop, interrupt, answer };
  const ended = answer.then(buffer.finish, (error: unknown) => buffer.fail(toAppError(error)));

  await Promise.race([opened, answer]);
  runs.set(turn.conversationId, run);
  const progress = setInterval(() => void reportProgress(run, buffer.text()), progressEveryMs);
  void ended.finally(() => {
    clearInterval(progress);
    if (runs.get(turn.conversationId) === run) runs.delete(turn.conversationId);
  });
  return run;
}

/** The run of this conversation in this process, if it's the principal's own. */
export function findRun(principal: Principal, conversationId: string): Run | undefined {
  const run = runs.get(conversationId);
  const owner = run?.turn.principal;
  return owner?.tenantId === principal.tenantId && owner.userId === principal.userId ? run : undefined;
}

/** Interrupts the answers that this process is writing. Resolves when they are saved, with what was written of them. */
export async function interruptRuns(): Promise<void> {
  const open = [...runs.values()];
  for (const run of open) run.interrupt();
  await Promise.allSettled(open.map(({ answer }) => answer));
}

/** Saves the text so far; a stop that another process was asked for arrives here. */
async function reportProgress(run: Run, text: string): Promise<void> {
  try {
    const { stopRequested } = await saveProgress(run.turn, text);
    if (stopRequested) run.stop();
  } catch (error) {
    log.warn({ err: error, requestId: run.turn.requestId }, "the progress of an answer could not be saved");
  }
}

const writtenTypes: ReadonlySet<string> = new Set([
  "text-start",
  "text-delta",
  "text-end",
  "data-citation",
  "data-verdict",
]);
const isWritten = ({ type }: LecternChunk) => writtenTypes.has(type);

function createBuffer(turn: Turn) {
  const parts: LecternChunk[] = [
    { type: "start", messageId: turn.answerId, messageMetadata: { status: "writing" } },
  ];
  const readers = new Set<ReadableStreamDefaultController<LecternChunk>>();
  /** Withdrawn parts keep their ids: what is sent after them under the same one would take their place, before the restart. */
  let restarts = 0;
  const idOf = (name: string) => (restarts === 0 ? name : `${name}-${restarts}`);
  let text = "";
  let isClosed = false;
  let notifyFirst = () => {};

  function send(part: LecternChunk): void {
    parts.push(part);
    for (const reader of readers) reader.enqueue(part);
    notifyFirst();
  }

  function close(): void {
    isClosed = true;
    for (const reader of readers) reader.close();
    readers.clear();
  }

  const out: AnswerStream = {
    status: (data) => send({ type: "data-status", data, transient: true }),
    text(delta) {
      if (text === "") send({ type: "text-start", id: idOf("answer") });
      text += delta;
      send({ type: "text-delta", id: idOf("answer"), delta });
    },
    citation: (citation, ordinal) =>
      send({ type: "data-citation", id: idOf(`citation-${ordinal}`), data: { ...citation } }),
    verdict: (data) => send({ type: "data-verdict", id: idOf(`verdict-${data.start}`), data }),
    notice: (data) => send({ type: "data-notice", data }),
    filters: (data) => send({ type: "data-filters", id: "filters", data }),
    usage: (data) => send({ type: "data-usage", id: "usage", data }),
    restart(data) {
      if (text !== "") send({ type: "text-end", id: idOf("answer") });
      text = "";
      restarts += 1;
      // Who comes from now on needn't see what was withdrawn.
      parts.splice(0, parts.length, ...parts.filter((part) => !isWritten(part)));
      send({ type: "data-restart", id: idOf("restart"), data });
    },
  };

  return {
    out,
    text: () => text,
    onFirstPart: (listener: () => void) => {
      notifyFirst = listener;
    },
    /** Shows what of the answer no reader has seen (a cached or refused one: all of it), then closes. */
    finish(answer: Answer): void {
      if (text === "" && answer.text !== "") {
        out.text(answer.text);
        answer.citations.forEach(out.citation);
        answer.verdicts.forEach(out.verdict);
        answer.notices.forEach(out.notice);
        if (answer.trace?.filters.length) out.filters(answer.trace.filters);
      }
      if (text !== "") send({ type: "text-end", id: idOf("answer") });
      send({
        type: "finish",
        messageMetadata: { status: answer.status, createdAt: new Date().toISOString() },
      });
      close();
    },
    fail(error: AppError): void {
      // What the caller did wrong is told to the caller.
      const level = error.status >= 500 ? "error" : "debug";
      log[level]({ err: error, requestId: turn.requestId }, "a run ended without an answer");
      send({ type: "error", errorText: error.publicMessage });
      close();
    },
    read(): ReadableStream<LecternChunk> {
      let own: ReadableStreamDefaultController<LecternChunk>;
      return new ReadableStream<LecternChunk>({
        start(controller) {
          own = controller;
          for (const part of parts) controller.enqueue(part);
          if (isClosed) controller.close();
          else readers.add(controller);
        },
        cancel() {
          readers.delete(own);
        },
      });
    },
  };
}
