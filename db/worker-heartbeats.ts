import { sql } from "drizzle-orm";
import { asSystem } from "./client.ts";
import { workerHeartbeats } from "./schema/usage.ts";

/**
 * A worker beats every second; after this long without a beat it counts as dead and its documents are taken over. Long
 * enough for a worker that chunks a thousand pages in one go, short enough that nobody waits for a dead one.
 */
export const workerDeadAfterMs = 10_000;

export interface WorkerIdentity {
  workerId: string;
  hostName: string;
  processId: number;
}

/** System. Says that this worker lives. */
export async function beat(worker: WorkerIdentity): Promise<void> {
  await asSystem((tx) =>
    tx
      .insert(workerHeartbeats)
      .values(worker)
      .onConflictDoUpdate({ target: workerHeartbeats.workerId, set: { beatAt: sql`now()` } }),
  );
}

/** System. Says that these workers are gone, so that their documents are free at once. */
export async function removeHeartbeats(workerIds: string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await asSystem((tx) =>
    tx.$client.query("DELETE FROM worker_heartbeats WHERE worker_id = ANY ($1)", [workerIds]),
  );
}

/** System. Every worker that has a row, dead ones too, so that a worker can tell which of its host's are gone. */
export async function listWorkers(): Promise<(WorkerIdentity & { isAlive: boolean })[]> {
  const { rows } = await asSystem((tx) =>
    tx.$client.query(
      `SELECT worker_id AS "workerId", host_name AS "hostName", process_id AS "processId",
              beat_at > now() - make_interval(secs => $1) AS "isAlive" FROM worker_heartbeats`,
      [workerDeadAfterMs / 1000],
    ),
  );
  return rows;
}

/** System. How many workers are alive now: zero means that nothing is being ingested. */
export async function countLiveWorkers(): Promise<number> {
  return (await listWorkers()).filter((worker) => worker.isAlive).length;
}
