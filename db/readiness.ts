import { asSystem } from "./client.ts";
import { countLiveWorkers } from "./worker-heartbeats.ts";

export interface Readiness {
  liveWorkers: number;
  /** Documents that are waiting or being worked on, over all tenants. */
  queueDepth: number;
}

/** System. What /api/ready tells; throws where the database can't be reached. */
export async function checkReadiness(): Promise<Readiness> {
  const liveWorkers = await countLiveWorkers();
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ depth: number }>(
      "SELECT count(*)::int AS depth FROM documents WHERE status NOT IN ('ready', 'failed', 'cancelled')",
    ),
  );
  return { liveWorkers, queueDepth: rows[0]?.depth ?? 0 };
}
