/**
 * What providers keep for batches of their own, until it's deleted there. A row is written before anything is sent, so that a process
 * that dies leaves nothing unknown behind. System throughout.
 */
import { asSystem, pool } from "./client.ts";

/** Within which a batch is sent and its questions are noted to be with it. */
const sentWithinMinutes = 10;

/** System. Says that a batch's questions are about to be sent to a provider. Returns by what to name what it gives back. */
export async function noteProviderBatch(batchId: string, modelId: string): Promise<string> {
  const id = crypto.randomUUID();
  await pool().query(
    `INSERT INTO provider_batches (id, batch_id, model_id, next_try_at)
     SELECT $1, (SELECT id FROM batches WHERE id = $2), $3, now() + interval '${sentWithinMinutes} minutes'`,
    [id, batchId, modelId],
  );
  return id;
}

/** System. Notes the provider's names for a batch and its file. */
export async function nameProviderBatch(
  id: string,
  {
    inputFileId = null,
    providerBatchId = null,
  }: { inputFileId?: string | null; providerBatchId?: string | null },
): Promise<void> {
  await pool().query(
    `UPDATE provider_batches SET input_file_id = coalesce($2, input_file_id),
       provider_batch_id = coalesce($3, provider_batch_id) WHERE id = $1`,
    [id, inputFileId, providerBatchId],
  );
}

/** What a provider keeps and nobody waits for. */
export interface ProviderLeftover {
  id: string;
  modelId: string;
  inputFileId: string | null;
  providerBatchId: string | null;
  /** This one counted. */
  tries: number;
}

/**
 * System. Takes what no question waits for any more, because it was fetched, cancelled or deleted, or its process died: of the
 * providers' batches named, or of all that are due. Each waits an hour for its next try, then twice as long each time, a day at most.
 */
export async function claimProviderLeftovers(of: string[] | null, limit = 100): Promise<ProviderLeftover[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query<ProviderLeftover>(
      `UPDATE provider_batches p SET tries = tries + 1, next_try_at = now() + least(interval '1 day', interval '1 hour' * 2 ^ tries)
       WHERE p.id IN (
         SELECT id FROM provider_batches left_over
         WHERE CASE WHEN $1::text[] IS NULL THEN next_try_at <= now() ELSE provider_batch_id = ANY ($1) END
           AND NOT EXISTS (
             SELECT FROM batch_items i WHERE i.batch_id = left_over.batch_id AND i.status = 'handed_over'
               AND i.handover ->> 'providerBatchId' = left_over.provider_batch_id)
         ORDER BY next_try_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, model_id AS "modelId", input_file_id AS "inputFileId", provider_batch_id AS "providerBatchId", tries`,
      [of, limit],
    ),
  );
  return rows;
}

/** System. Nothing of it is left at its provider, or nothing can be done about it. */
export async function forgetProviderBatch(id: string): Promise<void> {
  await pool().query("DELETE FROM provider_batches WHERE id = $1", [id]);
}
