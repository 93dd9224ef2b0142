/**
 * Who works on which batch. A process claims a batch and says every two seconds that it lives; one that has been silent for ten died,
 * and its batch is taken over with the questions that it was at. Every later write asks for the claim again, so that two processes
 * never answer one question twice and keep both. System throughout.
 */
import { v7 as uuidv7 } from "uuid";
import type { BatchItemStatus, BatchRequest, CompletionWindow, Handover } from "../lib/batch-schemas.ts";
import type { ErrorCode } from "../lib/errors.ts";
import {
  type Answer,
  type AnswerUsage,
  type ApiKeyScope,
  apiKeyScopes,
  type CallSums,
  type Principal,
} from "../lib/turn.ts";
import { batchKeptDays } from "./batches.ts";
import { asSystem, pool } from "./client.ts";
import { findDeletedDocuments } from "./redact-messages.ts";
import type { UsageEvent } from "./usage.ts";

/** The embedded database may keep a living process waiting behind a long transaction; its writes then come to nothing. */
const silenceSecondsMax = 10;

/** A process's hold on a batch. */
export interface BatchClaim {
  batchId: string;
  runnerId: string;
  /** For whom it asks, with their rights as they are now; null: they have left, or their key isn't good any more. */
  principal: Principal | null;
  completionWindow: CompletionWindow | null;
  isCancelling: boolean;
}

interface ClaimRow {
  batchId: string;
  tenantId: string;
  userId: string;
  apiKeyId: string | null;
  completionWindow: CompletionWindow | null;
  isCancelling: boolean;
  role: Principal["role"] | null;
  /** Null: no key, or one that isn't good. */
  scopes: ApiKeyScope[] | null;
}

const claimColumns = `b.id AS "batchId", b.tenant_id AS "tenantId", b.user_id AS "userId", b.api_key_id AS "apiKeyId",
  b.completion_window AS "completionWindow", b.cancel_requested_at IS NOT NULL AS "isCancelling", m.role, k.scopes`;

const withRights = `LEFT JOIN memberships m ON m.tenant_id = b.tenant_id AND m.user_id = b.user_id
  LEFT JOIN api_keys k ON k.id = b.api_key_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`;

function toClaim(runnerId: string, { role, scopes, ...row }: ClaimRow): BatchClaim {
  const { batchId, tenantId, userId, apiKeyId, completionWindow, isCancelling } = row;
  const mayGoOn = role !== null && (apiKeyId === null || scopes?.includes("chat"));
  const principal: Principal | null = mayGoOn
    ? {
        tenantId,
        userId,
        role,
        via: apiKeyId ? "api-key" : "session",
        apiKeyId,
        scopes: scopes ?? apiKeyScopes,
      }
    : null;
  return { batchId, runnerId, principal, completionWindow, isCancelling };
}

/**
 * System. Takes up the batch that has waited longest: one that nobody works on, or whose process died. A person's batches come one
 * after another. Null where there's nothing to do.
 */
export async function claimBatch(runnerId: string): Promise<BatchClaim | null> {
  const isDead = (of: string) => `${of}.run_beat_at < now() - make_interval(secs => ${silenceSecondsMax})`;
  const { rows } = await pool().query<ClaimRow>(
    `WITH b AS (
       UPDATE batches SET status = 'running', run_by = $1, run_beat_at = now(), waits_until = NULL, fault = NULL,
         started_at = coalesce(started_at, now())
       WHERE id = (
         SELECT id FROM batches free
         WHERE (status = 'queued' AND (waits_until IS NULL OR waits_until <= now())
                OR status = 'running' AND ${isDead("free")})
           AND NOT EXISTS (
             SELECT FROM batches other WHERE other.tenant_id = free.tenant_id AND other.user_id = free.user_id
               AND other.id <> free.id AND other.status = 'running' AND NOT ${isDead("other")})
         ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *),
     freed AS (UPDATE batch_items i SET status = 'queued' FROM b WHERE i.batch_id = b.id AND i.status = 'running')
     SELECT ${claimColumns} FROM b ${withRights}`,
    [runnerId],
  );
  return rows[0] ? toClaim(runnerId, rows[0]) : null;
}

/** System. Says that the process lives. Returns those of its batches that are still its own, as they stand now. */
export async function beatBatches(runnerId: string, batchIds: string[]): Promise<BatchClaim[]> {
  const { rows } = await pool().query<ClaimRow>(
    `WITH b AS (
       UPDATE batches SET run_beat_at = now() WHERE id = ANY ($2) AND run_by = $1 AND status = 'running' RETURNING *)
     SELECT ${claimColumns} FROM b ${withRights}`,
    [runnerId, batchIds],
  );
  return rows.map((row) => toClaim(runnerId, row));
}

const isClaimed = `EXISTS (
  SELECT FROM batches b WHERE b.id = $1 AND b.run_by = $2 AND b.status = 'running')`;

/** A question to answer. */
export interface BatchItem {
  ordinal: number;
  request: BatchRequest;
  conversationId: string;
  /** The same for all tries. */
  requestId: string;
  /** Which try it is, from 1. */
  tries: number;
  /** What the tries before called, as the ledger has it. */
  before: CallSums;
  /** Of the tries before. */
  usage: AnswerUsage | null;
  handover: Handover | null;
}

/** System. The batch's next question, now being answered; null where none waits, or the batch isn't this process's any more. */
export async function takeBatchItem({ batchId, runnerId }: BatchClaim): Promise<BatchItem | null> {
  const { rows } = await pool().query<BatchItem>(
    `UPDATE batch_items i SET status = 'running', tries = tries + 1, request_id = coalesce(request_id, gen_random_uuid()::text)
     WHERE batch_id = $1 AND ${isClaimed} AND ordinal = (
       SELECT ordinal FROM batch_items WHERE batch_id = $1 AND status = 'queued'
       ORDER BY ordinal LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ordinal, request, conversation_id AS "conversationId", request_id AS "requestId", tries, usage, handover,
       (SELECT json_build_object('calls', count(*), 'inputTokens', coalesce(sum(input_tokens), 0),
                 'cachedInputTokens', coalesce(sum(cached_input_tokens), 0), 'outputTokens', coalesce(sum(output_tokens), 0),
                 'costMicroUsd', coalesce(sum(cost_micro_usd), 0))
        FROM usage_events e WHERE e.tenant_id = i.tenant_id AND e.request_id = i.request_id) AS before`,
    [batchId, runnerId],
  );
  return rows[0] ?? null;
}

/** What an item came to. */
export interface BatchItemEnd {
  status: Extract<BatchItemStatus, "done" | "failed" | "cancelled">;
  answer?: Answer;
  usage: AnswerUsage | null;
  errorCode?: ErrorCode;
}

/**
 * System. Ends a question. Of an answer one of whose documents was deleted meanwhile nothing is kept. Changes nothing where the batch
 * isn't this process's any more.
 */
export async function endBatchItem(
  { batchId, runnerId, principal }: BatchClaim,
  { ordinal }: Pick<BatchItem, "ordinal">,
  { status, answer, usage, errorCode }: BatchItemEnd,
): Promise<void> {
  const documentIds = answer?.evidenceDocumentIds ?? [];
  await asSystem(async (tx) => {
    const gone = principal ? await findDeletedDocuments(tx, principal.tenantId, documentIds) : documentIds;
    const isKept = answer && gone.length === 0;
    const code: ErrorCode | null = answer && !isKept ? "document_deleted" : (errorCode ?? null);
    await tx.$client.query(
      `UPDATE batch_items SET status = $4, answer = $5, document_ids = $6, usage = $7, error_code = $8, handover = NULL,
         ended_at = now()
       WHERE batch_id = $1 AND ordinal = $3 AND status = 'running' AND ${isClaimed}`,
      [
        batchId,
        runnerId,
        ordinal,
        status,
        isKept ? JSON.stringify(answer) : null,
        isKept ? documentIds : null,
        usage && JSON.stringify(usage),
        code,
      ],
    );
  });
}

/** System. Puts a question back, to be answered later. A try that wasn't the question's fault doesn't count. */
export async function releaseBatchItem(
  { batchId, runnerId }: BatchClaim,
  { ordinal }: Pick<BatchItem, "ordinal">,
  { counts, usage }: { counts: boolean; usage: AnswerUsage | null },
): Promise<void> {
  await pool().query(
    `UPDATE batch_items SET status = 'queued', tries = tries - $4, usage = $5
     WHERE batch_id = $1 AND ordinal = $3 AND status = 'running' AND ${isClaimed}`,
    [batchId, runnerId, ordinal, counts ? 0 : 1, usage && JSON.stringify(usage)],
  );
}

/** A question that a provider answers in a batch of its own. */
export type HandedOver = Pick<BatchItem, "ordinal" | "usage"> & { handover: Handover };

/** System. The batch's questions that are with a provider. */
export async function listHandovers({ batchId }: BatchClaim): Promise<HandedOver[]> {
  const { rows } = await pool().query<HandedOver>(
    "SELECT ordinal, usage, handover FROM batch_items WHERE batch_id = $1 AND status = 'handed_over' ORDER BY ordinal",
    [batchId],
  );
  return rows;
}

/** A question that is with a provider now (`handed_over`), or couldn't be given to one (`queued`). */
export interface SavedHandover extends Pick<BatchItem, "ordinal" | "usage"> {
  handover: Handover;
  status: "handed_over" | "queued";
}

/**
 * System. Keeps what became of questions that were to be handed over, in one statement. The try so far doesn't count. Changes nothing
 * where the batch isn't this process's any more.
 */
export async function saveHandovers(
  { batchId, runnerId }: BatchClaim,
  handovers: SavedHandover[],
): Promise<void> {
  await pool().query(
    `UPDATE batch_items i SET status = saved.status, handover = saved.handover, usage = saved.usage, tries = i.tries - 1
     FROM json_to_recordset($3) AS saved (ordinal int, status text, handover jsonb, usage jsonb)
     WHERE i.batch_id = $1 AND i.ordinal = saved.ordinal AND i.status = 'running' AND ${isClaimed}`,
    [batchId, runnerId, JSON.stringify(handovers)],
  );
}

/** What a provider made of a question. */
export interface TakenBack extends Pick<BatchItem, "ordinal" | "usage"> {
  handover: Handover;
  /** Null where nobody can know what it made: its hold stays, and is booked in full when its time is over. */
  settledHoldId: string | null;
  /** What its call took, for the ledger. */
  call: Pick<UsageEvent, "outcome" | "promptVersion"> & {
    inputTokens: number;
    outputTokens: number;
    costMicroUsd: number;
  };
}

/**
 * System. Puts a question back that a provider has answered, gives its hold back, and books what it cost: all of it or nothing, in one
 * statement, so that no process can die in between. Changes nothing where somebody else has done so, or the batch isn't this process's any
 * more: nothing is booked twice. Its collection is the one that the question asks for, where that's one alone. One question at a time,
 * since whoever books for several would keep readers' questions waiting for the same budgets.
 */
export async function takeBackHandover(
  { batchId, runnerId }: BatchClaim,
  { ordinal, handover, usage, settledHoldId, call }: TakenBack,
): Promise<void> {
  const { inputTokens, outputTokens, costMicroUsd, outcome, promptVersion } = call;
  const spent = { feature: "answer", microUsd: costMicroUsd, tokens: inputTokens + outputTokens };
  await pool().query(
    `WITH saved AS (
       UPDATE batch_items i SET status = 'queued', handover = $4, usage = $5
       WHERE batch_id = $1 AND ordinal = $3 AND status = 'handed_over' AND ${isClaimed}
       RETURNING tenant_id, request_id, conversation_id, request -> 'collectionIds' AS collections),
     booked AS (
       INSERT INTO usage_events (id, tenant_id, request_id, user_id, api_key_id, conversation_id, collection_id, feature, provider,
         model_id, input_tokens, output_tokens, cost_micro_usd, total_ms, outcome, prompt_version)
       SELECT $6, saved.tenant_id, saved.request_id, b.user_id, b.api_key_id, saved.conversation_id,
         CASE WHEN saved.collections -> 1 IS NULL THEN (saved.collections ->> 0)::uuid END,
         'answer', $7, $8, $9, $10, $11, 0, $12, $13
       FROM saved JOIN batches b ON b.id = $1)
     SELECT lectern_settle_budget(tenant_id, $14, $15) FROM saved`,
    [
      batchId,
      runnerId,
      ordinal,
      JSON.stringify(handover),
      usage && JSON.stringify(usage),
      uuidv7(),
      handover.provider,
      handover.modelId,
      inputTokens,
      outputTokens,
      costMicroUsd,
      outcome,
      promptVersion,
      settledHoldId,
      JSON.stringify([spent]),
    ],
  );
}

/**
 * System. Gives the batch up: it's done where no question is left, cancelled where that was asked for, else it waits for as long as
 * it's told, with the reason.
 */
export async function leaveBatch(
  { batchId, runnerId }: BatchClaim,
  { waitSeconds = 0, fault = null }: { waitSeconds?: number; fault?: string | null } = {},
): Promise<void> {
  await pool().query(
    `WITH cancelled AS (
       UPDATE batch_items SET status = 'cancelled', handover = NULL, ended_at = now()
       WHERE batch_id = $1 AND status IN ('queued', 'running', 'handed_over') AND ${isClaimed}
         AND EXISTS (SELECT FROM batches b WHERE b.id = $1 AND b.cancel_requested_at IS NOT NULL)),
     open AS (SELECT EXISTS (SELECT FROM batch_items WHERE batch_id = $1 AND status IN ('queued', 'running', 'handed_over')) AS is_open)
     UPDATE batches b SET run_by = NULL, run_beat_at = NULL,
       status = CASE WHEN b.cancel_requested_at IS NOT NULL THEN 'cancelled' WHEN open.is_open THEN 'queued' ELSE 'done' END,
       waits_until = CASE WHEN b.cancel_requested_at IS NULL AND open.is_open THEN now() + make_interval(secs => $3) END,
       fault = CASE WHEN b.cancel_requested_at IS NULL AND open.is_open THEN $4 END,
       ended_at = CASE WHEN b.cancel_requested_at IS NOT NULL OR NOT open.is_open THEN now() END,
       expires_at = now() + make_interval(days => ${batchKeptDays})
     FROM open WHERE b.id = $1 AND b.run_by = $2 AND b.status = 'running'`,
    [batchId, runnerId, waitSeconds, fault],
  );
}

/** System. Ends the batch as failed, with what is left of it, and says why. */
export async function failBatch({ batchId, runnerId }: BatchClaim, fault: string): Promise<void> {
  await pool().query(
    `WITH cancelled AS (
       UPDATE batch_items SET status = 'cancelled', handover = NULL, ended_at = now()
       WHERE batch_id = $1 AND status IN ('queued', 'running', 'handed_over') AND ${isClaimed})
     UPDATE batches SET status = 'failed', run_by = NULL, run_beat_at = NULL, fault = $3, ended_at = now(),
       expires_at = now() + make_interval(days => ${batchKeptDays})
     WHERE id = $1 AND run_by = $2 AND status = 'running'`,
    [batchId, runnerId, fault],
  );
}

/** System. Deletes batches whose time is over, with their questions and answers; returns how many. */
export async function sweepBatches(): Promise<number> {
  const { rowCount } = await pool().query("DELETE FROM batches WHERE expires_at < now()");
  return rowCount ?? 0;
}
