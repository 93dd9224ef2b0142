import type pg from "pg";
import { asSystem, pool } from "../client.ts";

/** A statement as one of the pool's connections sent it. Times are `performance.now()`'s. */
export interface RecordedStatement {
  text: string;
  values: unknown[];
  /** Those of its transaction, but for the role. */
  settings: string;
  /** Of a transaction's first statement, when the transaction began: from then on it was wanted. */
  startedAt: number;
  endedAt: number;
}

type Query = (...args: unknown[]) => unknown;
const watched = new WeakSet<object>();
let recording: RecordedStatement[] | null = null;

/**
 * Runs `work` and returns what it returned with all statements that this process's pool sent meanwhile, save those that begin and
 * end transactions, in the order of their beginnings. One recording at a time.
 */
export async function recordStatements<T>(
  work: () => Promise<T>,
): Promise<{ result: T; statements: RecordedStatement[] }> {
  pool().off("acquire", watch).on("acquire", watch);
  const statements: RecordedStatement[] = [];
  recording = statements;
  try {
    return { result: await work(), statements };
  } finally {
    recording = null;
  }
}

/** Wraps a connection's `query` once; while nothing is recorded it only calls through. */
function watch(client: pg.PoolClient): void {
  if (watched.has(client)) return;
  watched.add(client);
  const query = client.query.bind(client) as Query;
  let settings = "";
  let begunAt: number | null = null;
  client.query = ((...args: unknown[]) => {
    const sent = query(...args);
    const [statement, values] = args;
    const text = typeof statement === "string" ? statement : (statement as { text: string }).text;
    if (/^\s*BEGIN\b/i.test(text)) {
      settings = settingsOf(text);
      begunAt = performance.now();
    }
    if (!recording || !(sent instanceof Promise) || /^\s*(BEGIN|COMMIT|ROLLBACK)\b/i.test(text)) return sent;
    const startedAt = begunAt ?? performance.now();
    begunAt = null;
    const record = { text, values: (values as unknown[]) ?? [], settings, startedAt, endedAt: startedAt };
    recording.push(record);
    return sent.finally(() => {
      record.endedAt = performance.now();
    });
  }) as typeof client.query;
}

const settingsOf = (begin: string) =>
  begin
    .split(";")
    .filter((statement) => /^\s*SET LOCAL (?!ROLE)/i.test(statement))
    .join(";");

/** How many of these statements at most waited for one another: the database was asked and answered that often, one after the other. */
export function countRoundTrips(statements: Pick<RecordedStatement, "startedAt" | "endedAt">[]): number {
  let trips = 0;
  let lastEnd = Number.NEGATIVE_INFINITY;
  // The longest chain of intervals that don't overlap: always go on with the one that ends first.
  for (const { startedAt, endedAt } of statements.toSorted((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < lastEnd) continue;
    trips++;
    lastEnd = endedAt;
  }
  return trips;
}

/**
 * System. Runs a recorded statement by itself with its settings and `further` ones, past row-level security. Returns its rows and
 * the milliseconds that it alone took.
 */
export async function replayStatement<Row extends object>(
  { text, values, settings }: Pick<RecordedStatement, "text" | "values" | "settings">,
  further = "",
): Promise<{ rows: Row[]; ms: number }> {
  return asSystem(async (tx) => {
    await tx.$client.query(`${settings};${further}`);
    const startedAt = performance.now();
    const { rows } = await tx.$client.query<Row>(text, values);
    return { rows, ms: performance.now() - startedAt };
  });
}
