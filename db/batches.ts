/** Batches as their person sees them; who works on them is in batch-runs.ts. */
import type { BatchItemStatus, BatchRequest, BatchView, CompletionWindow } from "../lib/batch-schemas.ts";
import { AppError, type ErrorCode } from "../lib/errors.ts";
import { limits } from "../lib/limits.ts";
import { requireUser } from "../lib/require-user.ts";
import type { Answer, AnswerUsage, Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";

/** How long questions and answers are kept after the last of them was answered. */
export const batchKeptDays = 30;

/** Lines that are written with one statement. */
const linesPerInsert = 1_000;
const pageSize = 20;

export interface NewBatch {
  id: string;
  name: string;
  completionWindow: CompletionWindow | null;
  items: NewBatchItem[];
}

export interface NewBatchItem {
  /** On which it stood in what was sent, from 1. */
  line: number;
  customId: string;
  request: BatchRequest;
}

/** Keeps a batch with all its questions, or nothing of it. Throws `too_many_batches` where so many of the person's are under way. */
export async function createBatch(
  principal: Principal,
  { id, name, completionWindow, items }: NewBatch,
): Promise<void> {
  const { tenantId, apiKeyId } = principal;
  const userId = requireUser(principal);
  await withTenant(principal, async (tx) => {
    const { rows } = await tx.$client.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM batches
       WHERE tenant_id = $1 AND user_id = $2 AND status IN ('queued', 'running')`,
      [tenantId, userId],
    );
    if ((rows[0]?.open ?? 0) >= limits.batchesOpenMax) throw new AppError("too_many_batches");
    await tx.$client.query(
      `INSERT INTO batches (id, tenant_id, user_id, api_key_id, name, completion_window, item_count, expires_at)
       VALUES ($3, $1, $2, $4, $5, $6, $7, now() + make_interval(days => ${batchKeptDays}))`,
      [tenantId, userId, id, apiKeyId, name, completionWindow, items.length],
    );
    for (let from = 0; from < items.length; from += linesPerInsert) {
      await tx.$client.query(
        `INSERT INTO batch_items (tenant_id, user_id, batch_id, ordinal, custom_id, request)
         SELECT $1, $2, $3, line, "customId", request
         FROM json_to_recordset($4) AS item (line int, "customId" text, request jsonb)`,
        [tenantId, userId, id, JSON.stringify(items.slice(from, from + linesPerInsert))],
      );
    }
  });
}

type BatchRow = Omit<BatchView, "counts" | "estimate" | BatchTime> &
  Record<BatchTime, Date | null> & {
    counts: Partial<Record<BatchItemStatus, number>>;
    itemCount: number;
    runningMs: number;
  };
type BatchTime = "createdAt" | "startedAt" | "endedAt" | "expiresAt" | "waitsUntil";

const batchColumns = `b.id, b.name, b.status, b.completion_window AS "completionWindow", b.item_count AS "itemCount",
  b.cancel_requested_at IS NOT NULL AND b.ended_at IS NULL AS "isCancelling",
  CASE WHEN b.waits_until > now() THEN b.waits_until END AS "waitsUntil", b.fault,
  b.created_at AS "createdAt", b.started_at AS "startedAt", b.ended_at AS "endedAt", b.expires_at AS "expiresAt",
  (extract(epoch FROM coalesce(b.ended_at, now()) - b.started_at) * 1000)::float8 AS "runningMs",
  coalesce(items.counts, '{}') AS counts, coalesce(items.spent, 0)::float8 AS "spentMicroUsd"`;

const withItems = `LEFT JOIN LATERAL (
  SELECT json_object_agg(status, n) AS counts, sum(spent) AS spent FROM (
    SELECT status, count(*)::int AS n, sum((usage ->> 'costMicroUsd')::bigint) AS spent
    FROM batch_items i WHERE i.tenant_id = b.tenant_id AND i.batch_id = b.id GROUP BY status) AS by_status) AS items ON true`;

/** The person's batches, the latest first. `cursor`: the id of the last one of the page before. */
export async function listBatches(
  principal: Principal,
  { cursor }: { cursor?: string } = {},
): Promise<{ batches: BatchView[]; nextCursor: string | null }> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<BatchRow>(
      `SELECT ${batchColumns} FROM (
         SELECT * FROM batches WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT ${pageSize + 1}
       ) AS b ${withItems} ORDER BY b.id DESC`,
      [principal.tenantId, cursor ?? null],
    ),
  );
  const page = rows.slice(0, pageSize).map(toView);
  return { batches: page, nextCursor: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}

/** Throws `not_found`. */
export async function findBatch(principal: Principal, id: string): Promise<BatchView> {
  return withTenant(principal, (tx) => selectBatch(tx, principal, id));
}

async function selectBatch(tx: Tx, principal: Principal, id: string): Promise<BatchView> {
  const { rows } = await tx.$client.query<BatchRow>(
    `SELECT ${batchColumns} FROM batches b ${withItems} WHERE b.tenant_id = $1 AND b.id = $2`,
    [principal.tenantId, id],
  );
  if (!rows[0]) throw noSuchBatch();
  return toView(rows[0]);
}

const noSuchBatch = () => new AppError("not_found", { publicMessage: "There is no such batch." });

function toView({ counts: found, itemCount: total, runningMs, ...row }: BatchRow): BatchView {
  const count = (status: BatchItemStatus) => found[status] ?? 0;
  const counts = {
    total,
    queued: count("queued"),
    running: count("running"),
    handedOver: count("handed_over"),
    done: count("done"),
    failed: count("failed"),
    cancelled: count("cancelled"),
  };
  const answered = counts.done + counts.failed;
  const left = counts.queued + counts.running + counts.handedOver;
  const isoOf = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...row,
    counts,
    estimate:
      answered === 0 || left === 0
        ? null
        : {
            costMicroUsd: Math.round((row.spentMicroUsd / answered) * (answered + left)),
            secondsLeft: Math.ceil((runningMs / answered / 1000) * left),
          },
    waitsUntil: isoOf(row.waitsUntil),
    createdAt: isoOf(row.createdAt) ?? "",
    startedAt: isoOf(row.startedAt),
    endedAt: isoOf(row.endedAt),
    expiresAt: isoOf(row.expiresAt) ?? "",
  };
}

/** A line that has ended. */
export interface BatchResult {
  line: number;
  customId: string;
  question: string;
  status: Extract<BatchItemStatus, "done" | "failed" | "cancelled">;
  answer: Answer | null;
  usage: AnswerUsage | null;
  requestId: string | null;
  errorCode: ErrorCode | null;
}

/** Lines that have ended, in their order: at most `limit` after the line `after`. None of a batch that isn't there. */
export async function loadBatchResults(
  principal: Principal,
  id: string,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<BatchResult[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<BatchResult>(
      `SELECT ordinal AS line, custom_id AS "customId", request ->> 'question' AS question, status, answer, usage,
              request_id AS "requestId", error_code AS "errorCode"
       FROM batch_items
       WHERE tenant_id = $1 AND batch_id = $2 AND ordinal > $3 AND status IN ('done', 'failed', 'cancelled')
       ORDER BY ordinal LIMIT $4`,
      [principal.tenantId, id, after, limit],
    ),
  );
  return rows;
}

/**
 * Stops a batch: what is answered stays, what waits is cancelled now, and what is being answered as soon as its process hears of it.
 * Doing so twice, or after the end, changes nothing. Throws `not_found`.
 */
export async function cancelBatch(principal: Principal, id: string): Promise<BatchView> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    await tx.$client.query(
      `UPDATE batches SET cancel_requested_at = coalesce(cancel_requested_at, now()), waits_until = NULL
       WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running')`,
      [tenantId, id],
    );
    await tx.$client.query(
      `UPDATE batch_items SET status = 'cancelled', handover = NULL, ended_at = now()
       WHERE tenant_id = $1 AND batch_id = $2 AND status = 'queued'
         AND EXISTS (SELECT FROM batches b WHERE b.id = batch_id AND b.cancel_requested_at IS NOT NULL)`,
      [tenantId, id],
    );
    // What is being answered, or is with a provider, is ended by whoever works on it.
    await tx.$client.query(
      `UPDATE batches SET status = 'cancelled', ended_at = now(), fault = NULL,
         expires_at = now() + make_interval(days => ${batchKeptDays})
       WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running') AND NOT EXISTS (
         SELECT FROM batch_items WHERE tenant_id = $1 AND batch_id = $2 AND status IN ('running', 'handed_over'))`,
      [tenantId, id],
    );
    return selectBatch(tx, principal, id);
  });
}

/**
 * Takes the batch away with its questions and answers; foreign keys see to it that none is made after. Throws `not_found`, and
 * `conflict` where it hasn't ended: what is being answered, or is with a provider, has to be stopped and booked first, which cancelling does.
 */
export async function deleteBatch(principal: Principal, id: string): Promise<void> {
  const { tenantId } = principal;
  await withTenant(principal, async (tx) => {
    const { status } = await selectBatch(tx, principal, id);
    if (status === "queued" || status === "running")
      throw new AppError("conflict", {
        publicMessage: "This batch hasn't ended. Cancel it before you delete it.",
      });
    await tx.$client.query("DELETE FROM batches WHERE tenant_id = $1 AND id = $2", [tenantId, id]);
  });
}
