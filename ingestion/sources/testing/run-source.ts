import { asSystem } from "../../../db/client.ts";
import { claimRun, listRuns, requestRun, type SourceRun } from "../../../db/source-runs.ts";
import type { Principal } from "../../../lib/turn.ts";
import { syncSource } from "../sync-source.ts";

/** For tests: runs a source now, in this process, and gives back what came of it. Throws what the run throws. */
export async function runSource(principal: Principal, sourceId: string): Promise<SourceRun> {
  await requestRun(principal, sourceId);
  const workerId = await liveWorker();
  const run = await claimRun(workerId, []);
  if (run?.claim.sourceId !== sourceId) throw new Error("another run was waiting");
  await syncSource(run, new AbortController().signal);
  const [done] = await listRuns(principal, sourceId, 1);
  if (!done) throw new Error("the run is gone");
  return done;
}

/** For tests: the id of a worker whose heart will beat for an hour. */
export async function liveWorker(): Promise<string> {
  const workerId = crypto.randomUUID();
  await asSystem((tx) =>
    tx.$client.query(
      "INSERT INTO worker_heartbeats (worker_id, host_name, process_id, beat_at) VALUES ($1, 'test', 1, now() + interval '1 hour')",
      [workerId],
    ),
  );
  return workerId;
}
