import { pool } from "./client.ts";

/** Something that is counted within a window. */
export interface RateCounter {
  key: string;
  /** From its first count on; then it begins anew. */
  seconds: number;
}

export interface RateCount {
  count: number;
  msBeforeReset: number;
}

const forgetEveryMs = 10 * 60_000;
let forgottenAt = Date.now();

/**
 * Adds one to each counter and tells what they came to, in one statement and exactly, however many processes count. System. By the
 * database's clock. The table is unlogged, so counting waits for no disk. Rows are locked in the order of their keys, so that two
 * statements can't wait for each other.
 */
export async function countInDatabase(counters: RateCounter[]): Promise<RateCount[]> {
  const { rows } = await pool().query<{ key: string; points: number; ms: string }>(
    `INSERT INTO rate_limits AS r (key, points, expire)
     SELECT c.key, 1, now_ms + c.seconds * 1000
     FROM unnest($1::text[], $2::int[]) AS c (key, seconds), (SELECT ${nowMs} AS now_ms) AS clock ORDER BY c.key
     ON CONFLICT (key) DO UPDATE SET
       points = CASE WHEN r.expire > ${nowMs} THEN r.points + 1 ELSE 1 END,
       expire = CASE WHEN r.expire > ${nowMs} THEN r.expire ELSE excluded.expire END
     RETURNING key, points, expire - ${nowMs} AS ms`,
    [counters.map(({ key }) => key), counters.map(({ seconds }) => seconds)],
  );
  forgetNowAndThen();
  const found = new Map(
    rows.map(({ key, points, ms }) => [key, { count: points, msBeforeReset: Number(ms) }]),
  );
  return counters.map(({ key }) => found.get(key)!);
}

const nowMs = "(extract(epoch FROM statement_timestamp()) * 1000)::bigint";

/** System. Forgets what was counted under this key. */
export async function clearInDatabase(key: string): Promise<void> {
  await pool().query("DELETE FROM rate_limits WHERE key = $1", [key]);
}

/** Counters whose window has passed are overwritten when counted again and of no use else. */
function forgetNowAndThen(): void {
  if (Date.now() - forgottenAt < forgetEveryMs) return;
  forgottenAt = Date.now();
  pool()
    .query(`DELETE FROM rate_limits WHERE expire < ${nowMs}`)
    .catch(() => undefined); // the next time will do
}
