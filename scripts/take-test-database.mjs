// @ts-check
/**
 * Before each file of database tests: this worker's database is put into the environment; what earlier files left there to do is
 * ended, and workers that they killed are forgotten, since a worker of this file would otherwise take it up. By a connection of
 * its own: the application's would read the environment before the test has set it. After each file, its connections are closed.
 */
import pg from "pg";
import { afterAll, beforeAll } from "vitest";

const databases = JSON.parse(process.env.VITEST_DATABASES ?? "[]");
Object.assign(process.env, databases[Number(process.env.VITEST_POOL_ID) - 1]);

beforeAll(async () => {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  await client.query(
    `DELETE FROM worker_heartbeats;
     UPDATE documents SET status = 'cancelled', worker_id = NULL WHERE status NOT IN ('ready', 'failed', 'cancelled');
     UPDATE source_runs SET status = 'cancelled', worker_id = NULL WHERE status IN ('queued', 'running');
     UPDATE reembeddings SET status = 'cancelled' WHERE status = 'running';
     UPDATE batches SET status = 'cancelled' WHERE status IN ('queued', 'running');
     UPDATE chunk_previews SET status = 'failed' WHERE status = 'waiting'`,
  );
  await client.end();
});

afterAll(async () => {
  const { lecternPool } = /** @type {{ lecternPool?: pg.Pool }} */ (globalThis);
  if (lecternPool && !lecternPool.ended) await lecternPool.end();
});
