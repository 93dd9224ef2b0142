import pg from "pg";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { beginSilence, endSilence, isSilent, takenForMs } from "./client.ts";

interface Watch {
  /** How long somebody may have had a connection before the database is asked whether it still answers. */
  patienceMs: number;
  /** How long it has to take the question, and then to answer. */
  answerMs: number;
  everyMs: number;
  /** The embedded Postgres answers one at a time, so that its silence says nothing. Absent: it's asked. */
  isServer?: boolean;
}

const usual: Watch = { patienceMs: 5_000, answerMs: 3_000, everyMs: 1_000 };

/**
 * For the web process. What waits for a server that has fallen silent ends within a dozen seconds, and what comes then ends at once, all of
 * it as `database_unavailable`, until the server answers again. One that is frozen, or behind a network that is gone, takes statements
 * without a word, and TCP notices after a quarter of an hour or never. A connection of its own asks: a statement may take as long
 * as it likes while the server answers others. Returns what ends the watch.
 */
export function watchDatabase({ patienceMs, answerMs, everyMs, isServer }: Watch = usual): () => void {
  let isKnownServer = isServer;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let isLooking = false;
  let isStopped = false;

  async function look(): Promise<void> {
    const waitedMs = Math.min(takenForMs(), performance.now() - answeredAt);
    if (isKnownServer && !isSilent() && waitedMs < patienceMs) return;
    const answer = await ask(answerMs);
    if (answer) answeredAt = performance.now();
    if (answer) isKnownServer ??= answer.isServer;
    if (isKnownServer === false) stop();
    if (!isKnownServer || isStopped || isSilent() === !answer) return;
    if (!answer && takenForMs() < patienceMs) return; // meanwhile it has answered others
    log.warn(answer ? "the database answers again" : "the database has fallen silent");
    if (answer) endSilence();
    else beginSilence();
  }

  function stop(): void {
    isStopped = true;
    clearInterval(timer);
  }

  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, everyMs);
  timer.unref();
  return stop;
}

/** What the database says of itself, by a connection of its own; null where it says nothing. Never rejects. */
async function ask(withinMs: number): Promise<{ isServer: boolean } | null> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  });
  client.on("error", (error) => log.debug({ err: error }, "the watch's connection was lost"));
  try {
    await client.connect();
    const { rows } = await client.query<{ isServer: boolean }>(
      `SELECT backend_type <> 'standalone backend' AS "isServer" FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
    );
    return rows[0] ?? null;
  } catch (error) {
    return error instanceof pg.DatabaseError ? { isServer: true } : null; // to say that it's full is an answer, too
  } finally {
    void client.end();
  }
}
