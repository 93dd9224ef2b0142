import { ReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import { loadAnswer } from "../../db/messages.ts";
import { findRunningAnswer } from "../../db/running-answers.ts";
import type { Principal } from "../turn.ts";
import { findRun, type LecternChunk } from "./run.ts";

const pollEveryMs = 400;

/**
 * The parts of the answer being written in this conversation: from this process's run, or, where another process runs it, from what
 * that one saves every second. Undefined when nothing is being written.
 */
export async function followRun(
  principal: Principal,
  conversationId: string,
): Promise<globalThis.ReadableStream<LecternChunk> | undefined> {
  const run = findRun(principal, conversationId);
  if (run) return run.read();
  const running = await findRunningAnswer(principal, conversationId);
  if (!running) return undefined;
  return ReadableStream.from(
    pollAnswer(principal, running.answerId),
  ) as globalThis.ReadableStream<LecternChunk>;
}

async function* pollAnswer(principal: Principal, answerId: string): AsyncGenerator<LecternChunk> {
  yield { type: "start", messageId: answerId, messageMetadata: { status: "writing" } };
  let shown = "";
  for (;;) {
    const found = await loadAnswer(principal, answerId);
    if (!found) return;
    if (found.text.length > shown.length) {
      if (shown === "") yield { type: "text-start", id: "answer" };
      yield { type: "text-delta", id: "answer", delta: found.text.slice(shown.length) };
      shown = found.text;
    }
    if (found.status !== "writing") {
      if (shown !== "") yield { type: "text-end", id: "answer" };
      for (const part of found.message.parts) if (part.type.startsWith("data-")) yield part as LecternChunk;
      yield { type: "finish", messageMetadata: found.message.metadata };
      return;
    }
    await sleep(pollEveryMs);
  }
}
