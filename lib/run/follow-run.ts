import { setTimeout as sleep } from "node:timers/promises";
import { loadAnswer } from "../../db/messages.ts";
import { findRunningAnswer } from "../../db/running-answers.ts";
import type { Notice, Principal } from "../turn.ts";
import { findRun, type LecternChunk } from "./run.ts";

const pollEveryMs = 400;

/** Why is among the notices that are saved with the answer. */
const withdrawn: Notice = { kind: "rewritten", text: "The first answer was withdrawn and written again." };

/**
 * The parts of the answer being written in this conversation: from this process's run, or, where another process runs it, from what
 * that one saves every second. Undefined when nothing is being written.
 */
export async function followRun(
  principal: Principal,
  conversationId: string,
): Promise<AsyncIterable<LecternChunk> | undefined> {
  const run = findRun(principal, conversationId);
  if (run) return run.read();
  const running = await findRunningAnswer(principal, conversationId);
  return running && pollAnswer(principal, running.answerId);
}

/** The parts of an answer as they are saved, until it is final. */
export async function* pollAnswer(principal: Principal, answerId: string): AsyncGenerator<LecternChunk> {
  yield { type: "start", messageId: answerId, messageMetadata: { status: "writing" } };
  let shown = "";
  let restarts = 0;
  for (;;) {
    const found = await loadAnswer(principal, answerId);
    if (!found) return;
    const id = `answer-${restarts}`;
    if (!found.text.startsWith(shown)) {
      // The process that writes it has withdrawn what it wrote, or what was masked in it has changed.
      yield { type: "text-end", id };
      restarts += 1;
      yield { type: "data-restart", id: `restart-${restarts}`, data: withdrawn };
      shown = "";
      continue;
    }
    if (found.text.length > shown.length) {
      if (shown === "") yield { type: "text-start", id };
      yield { type: "text-delta", id, delta: found.text.slice(shown.length) };
      shown = found.text;
    }
    if (found.status !== "writing") {
      if (shown !== "") yield { type: "text-end", id };
      for (const part of found.message.parts) if (part.type.startsWith("data-")) yield part as LecternChunk;
      yield { type: "finish", messageMetadata: found.message.metadata };
      return;
    }
    await sleep(pollEveryMs);
  }
}
