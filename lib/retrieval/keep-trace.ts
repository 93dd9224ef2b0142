import { saveTrace } from "../../db/retrieval-traces.ts";
import { log } from "../log.ts";
import type { Answer, Turn } from "../turn.ts";

/** Keeps how the evidence of a saved answer was found. Fails open: the answer stands without it. */
export async function keepTrace(turn: Turn, { trace }: Answer): Promise<void> {
  if (!trace) return;
  try {
    await saveTrace(turn.principal, turn.answerId, trace);
  } catch (error) {
    log.warn({ err: error, requestId: turn.requestId }, "how an answer was found could not be kept");
  }
}
