import { asSystem } from "./client.ts";
import { countLiveWorkers } from "./worker-heartbeats.ts";

export interface IngestionFigures {
  /** Documents of all tenants, by status. */
  documents: Record<string, number>;
  /** 0 where none is unfinished. */
  oldestWaitingSeconds: number;
  liveWorkers: number;
}

/** System. How ingestion stands, over all tenants. Counts every document: ask it seldom. */
export async function readIngestionFigures(): Promise<IngestionFigures> {
  const liveWorkers = await countLiveWorkers();
  const { rows } = await asSystem((tx) =>
    tx.$client.query<{ status: string; count: number; oldest: number | null }>(
      `SELECT status, count(*)::int AS count,
              max(extract(epoch FROM now() - created_at)) FILTER (WHERE status NOT IN ('ready', 'failed', 'cancelled'))::float8 AS oldest
       FROM documents GROUP BY status`,
    ),
  );
  return {
    documents: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
    oldestWaitingSeconds: Math.max(0, ...rows.map(({ oldest }) => oldest ?? 0)),
    liveWorkers,
  };
}
