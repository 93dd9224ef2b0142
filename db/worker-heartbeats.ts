import { pool } from "./client.ts";

/**
 * A worker beats every second; after this long without a beat it counts as dead and its documents are taken over. Long
 * enough for a worker that chunks a thousand pages in one go, short enough that nobody waits for a dead one.
 */
export const workerDeadAfterMs = 10_000;

/** Where a datagram wakes a worker. */
export interface WakeAddress {
  host: string;
  port: number;
}

export interface WorkerIdentity {
  workerId: string;
  hostName: string;
  processId: number;
}

/** System. Says that this worker lives, and where it is woken; null where it can't be. */
export async function beat(worker: WorkerIdentity, wakeAddress: WakeAddress | null): Promise<void> {
  await pool().query(
    `INSERT INTO worker_heartbeats (worker_id, host_name, process_id, wake_host, wake_port) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (worker_id) DO UPDATE SET beat_at = now(), wake_host = $4, wake_port = $5`,
    [
      worker.workerId,
      worker.hostName,
      worker.processId,
      wakeAddress?.host ?? null,
      wakeAddress?.port ?? null,
    ],
  );
}

/** System. Says that these workers are gone, so that their documents are free at once. */
export async function removeHeartbeats(workerIds: string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await pool().query("DELETE FROM worker_heartbeats WHERE worker_id = ANY ($1)", [workerIds]);
}

/** System. Every worker that has a row, dead ones too, so that a worker can tell which of its host's are gone. */
export async function listWorkers(): Promise<(WorkerIdentity & { isAlive: boolean })[]> {
  const { rows } = await pool().query(
    `SELECT worker_id AS "workerId", host_name AS "hostName", process_id AS "processId",
            beat_at > now() - make_interval(secs => $1) AS "isAlive" FROM worker_heartbeats`,
    [workerDeadAfterMs / 1000],
  );
  return rows;
}

/** System. How many workers are alive now: zero means that nothing is being ingested. */
export async function countLiveWorkers(): Promise<number> {
  return (await listWorkers()).filter((worker) => worker.isAlive).length;
}

/** System. Where the workers that are alive now can be woken. */
export async function listWakeAddresses(): Promise<WakeAddress[]> {
  const { rows } = await pool().query<WakeAddress>(
    `SELECT wake_host AS host, wake_port AS port FROM worker_heartbeats
     WHERE wake_port IS NOT NULL AND wake_host IS NOT NULL AND beat_at > now() - make_interval(secs => $1)`,
    [workerDeadAfterMs / 1000],
  );
  return rows;
}
