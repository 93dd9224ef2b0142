import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { createBatch, findBatch } from "../../db/batches.ts";
import { claimIdempotencyKey, releaseIdempotencyKey } from "../../db/idempotency-keys.ts";
import type { BadLine, BatchView, CompletionWindow } from "../batch-schemas.ts";
import { AppError } from "../errors.ts";
import type { Principal } from "../turn.ts";
import { readBatch } from "./read-batch.ts";

export interface BatchOrder {
  /** One question a line. */
  file: string;
  name: string;
  completionWindow: CompletionWindow | null;
}

export type BegunBatch =
  | { badLines: BadLine[]; batch?: undefined }
  | {
      batch: BatchView;
      /** A request by the same Idempotency-Key began it before. */
      isAgain: boolean;
    };

/**
 * Keeps a batch to be answered, whole or not at all. By an Idempotency-Key it's begun once, however often it's sent. Throws
 * `invalid_batch`, `too_many_batches`, and `idempotency_conflict` for a key that another request has.
 */
export async function beginBatch(
  principal: Principal,
  order: BatchOrder,
  key: string | undefined,
): Promise<BegunBatch> {
  const id = uuidv7();
  const begun = async () => ({ batch: await findBatch(principal, id), isAgain: false });
  if (!key) {
    const badLines = await keepBatch(principal, id, order);
    return badLines.length > 0 ? { badLines } : begun();
  }
  const requestHash = createHash("sha256")
    .update(JSON.stringify(["batch", order]))
    .digest("hex");
  const claim = await claimIdempotencyKey(principal, { key, requestHash, answerId: id });
  if (!claim.isFirst) return { batch: await findBegun(principal, claim.answerId), isAgain: true };
  try {
    const badLines = await keepBatch(principal, id, order);
    if (badLines.length > 0) {
      await releaseIdempotencyKey(principal, key);
      return { badLines };
    }
  } catch (error) {
    await releaseIdempotencyKey(principal, key);
    throw error;
  }
  return begun(); // kept it is, and its key with it, also where it can't be shown now
}

/** The lines that are wrong; without any the batch is kept. */
async function keepBatch(
  principal: Principal,
  id: string,
  { file, name, completionWindow }: BatchOrder,
): Promise<BadLine[]> {
  const { items, badLines } = await readBatch(principal, file);
  if (badLines.length === 0) await createBatch(principal, { id, name, completionWindow, items });
  return badLines;
}

/** Throws `not_found` for one that was deleted since, and `run_in_progress` while the first request is being read. */
async function findBegun(principal: Principal, id: string): Promise<BatchView> {
  return findBatch(principal, id).catch((cause: unknown) => {
    throw new AppError("run_in_progress", {
      cause,
      publicMessage:
        "The first request with this Idempotency-Key is still being read, or its batch was deleted.",
      retryAfterSeconds: 1,
    });
  });
}
