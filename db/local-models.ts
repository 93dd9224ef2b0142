/**
 * Models that this installation fetches: see the state machine at `localModels` in db/schema/models.ts. Whether one can be run is
 * a question of files (lib/models/local/model-folder.ts); a row tells what fetching came to. A worker's sign of life is
 * `updated_at`.
 */
import { pool } from "./client.ts";
import type { localModels } from "./schema/models.ts";

export type LocalModelRow = typeof localModels.$inferSelect;

/** A worker at it says so each second; after this long another takes it up. */
const abandonedAfterSeconds = 10;

/** System. What is known of each model that was ever asked for. */
export async function listLocalModelRows(): Promise<LocalModelRow[]> {
  const { rows } = await pool().query<LocalModelRow>(
    `SELECT id, status, bytes_done::float8 AS "bytesDone", bytes_total::float8 AS "bytesTotal",
            error_message AS "errorMessage", updated_at AS "updatedAt" FROM local_models`,
  );
  return rows;
}

/** System. Has a worker fetch the model; one that is being fetched goes on as it was. */
export async function requestLocalModel(id: string): Promise<void> {
  await pool().query(
    `INSERT INTO local_models (id, status, updated_at) VALUES ($1, 'fetching', '-infinity')
     ON CONFLICT (id) DO UPDATE SET status = 'fetching', updated_at = '-infinity', error_message = NULL, bytes_done = 0, bytes_total = NULL
     WHERE local_models.status <> 'fetching'`,
    [id],
  );
}

/** System. Whoever fetches it finds out and stops; what is here already stays for the next time. */
export async function cancelLocalModel(id: string): Promise<void> {
  await pool().query("DELETE FROM local_models WHERE id = $1 AND status = 'fetching'", [id]);
}

/** System. A model that is to be fetched and that no worker is at, which the caller has from now on; null where there is none. */
export async function claimLocalModel(): Promise<string | null> {
  const { rows } = await pool().query<{ id: string }>(
    `UPDATE local_models SET updated_at = now() WHERE id = (
       SELECT id FROM local_models WHERE status = 'fetching' AND updated_at < now() - make_interval(secs => $1)
       ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [abandonedAfterSeconds],
  );
  return rows[0]?.id ?? null;
}

/** System. Says that it's being fetched, and how far it is; false where it was cancelled. */
export async function reportLocalModel(
  id: string,
  progress: { bytesDone: number; bytesTotal: number } | null,
): Promise<boolean> {
  const { rowCount } = await pool().query(
    `UPDATE local_models SET updated_at = now(), bytes_done = coalesce($2, bytes_done), bytes_total = coalesce($3, bytes_total)
     WHERE id = $1 AND status = 'fetching'`,
    [id, progress?.bytesDone, progress?.bytesTotal],
  );
  return rowCount === 1;
}

/** System. It's here, or why it isn't, in words for the models page. */
export async function settleLocalModel(id: string, errorMessage: string | null): Promise<void> {
  await pool().query(
    `UPDATE local_models SET status = $2, error_message = $3, updated_at = now() WHERE id = $1 AND status = 'fetching'`,
    [id, errorMessage === null ? "ready" : "failed", errorMessage],
  );
}

/** System. Hands back what a stopping worker was at, so that another goes on at once. */
export async function releaseLocalModel(id: string): Promise<void> {
  await pool().query(
    "UPDATE local_models SET updated_at = '-infinity' WHERE id = $1 AND status = 'fetching'",
    [id],
  );
}
