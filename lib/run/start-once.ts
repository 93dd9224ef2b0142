/**
 * A request that names itself by an Idempotency-Key is answered once, however often it's sent: a connection that breaks can't make a
 * client pay twice. The name holds for a day, for its sender alone; what began no answer (404, 429) may be sent again under it.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { claimIdempotencyKey, releaseIdempotencyKey } from "../../db/idempotency-keys.ts";
import { loadAnswer } from "../../db/messages.ts";
import { AppError } from "../errors.ts";
import type { Principal, Turn } from "../turn.ts";
import { pollAnswer } from "./follow-run.ts";
import { findRun, type LecternChunk, type Run, startRun } from "./run.ts";

/** Of a run what a reader needs, whoever started it. */
export interface ReadableRun {
  read(): AsyncIterable<LecternChunk>;
  stop(): void;
  turn: Pick<Turn, "answerId" | "requestId" | "model">;
  answer: Promise<Pick<Awaited<Run["answer"]>, "status" | "text" | "citations" | "verdicts" | "modelId">>;
  /** Another process writes it: what is read of it may yet be withdrawn, and nothing says so before. */
  isElsewhere?: boolean;
}

const keySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** The request's Idempotency-Key. Throws `invalid_request` for one that is no plain text of at most 200 characters. */
export function idempotencyKeyOf(request: Request): string | undefined {
  const given = request.headers.get("idempotency-key");
  if (given === null) return undefined;
  const { data } = keySchema.safeParse(given);
  if (data === undefined)
    throw new AppError("invalid_request", {
      publicMessage: "Idempotency-Key: 1 to 200 visible ASCII characters.",
    });
  return data;
}

/**
 * Starts answering, or reads the answer that an earlier request by this name began; `isAgain` tells which. A reader that goes away
 * leaves the answer alone: it may come back for it. Throws as startRun does, and `idempotency_conflict` for another body.
 */
export async function startOnce(
  admitted: Omit<Turn, "signal">,
  { key, body }: { key: string; body: unknown },
): Promise<{ run: ReadableRun; isAgain: boolean }> {
  const { principal, source } = admitted;
  const requestHash = createHash("sha256")
    .update(JSON.stringify([source, body]))
    .digest("hex");
  const claim = await claimIdempotencyKey(principal, { key, requestHash, answerId: admitted.answerId });
  if (!claim.isFirst) {
    const again = { ...admitted, answerId: claim.answerId };
    return { run: await readAgain(principal, again), isAgain: true };
  }
  try {
    const run = await startRun(admitted);
    return { run: { ...run, stop: () => {} }, isAgain: false };
  } catch (error) {
    await releaseIdempotencyKey(principal, key);
    throw error;
  }
}

/** Throws `run_in_progress` in the moment between a request's arrival and its first part. */
async function readAgain(principal: Principal, turn: ReadableRun["turn"]): Promise<ReadableRun> {
  const begun = await loadAnswer(principal, turn.answerId);
  if (!begun)
    throw new AppError("run_in_progress", {
      publicMessage: "The first request with this Idempotency-Key is still being admitted.",
      retryAfterSeconds: 1,
    });
  const live = findRun(principal, begun.conversationId);
  if (live?.turn.answerId === turn.answerId) return { ...live, stop: () => {} };
  return {
    turn,
    read: () => pollAnswer(principal, turn.answerId),
    stop: () => {},
    /** Made when it's asked for: a page never does, and nobody would hear of it failing. */
    get answer() {
      return readWhole(principal, turn.answerId);
    },
    isElsewhere: true,
  };
}

/** The answer once it's final, wherever it's being written. */
async function readWhole(principal: Principal, answerId: string): ReadableRun["answer"] {
  for await (const part of pollAnswer(principal, answerId)) if (part.type === "finish") break;
  const found = await loadAnswer(principal, answerId);
  if (!found || found.status === "writing") throw new AppError("not_found");
  const { status, text, modelId } = found;
  const citations = found.message.parts.flatMap((part) => (part.type === "data-citation" ? [part.data] : []));
  return {
    status,
    text,
    citations,
    verdicts: found.message.parts.flatMap((part) => (part.type === "data-verdict" ? [part.data] : [])),
    modelId: modelId ?? "none",
  };
}
