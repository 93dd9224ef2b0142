import type pg from "pg";
import { asSystem, pool } from "../client.ts";
import { PrefacedQuery } from "../prefaced-query.ts";

/** A statement as one of the pool's connections sent it. Times are `performance.now()`'s. */
export interface RecordedStatement {
  text: string;
  values: unknown[];
  /** Those of its transaction, but for the role. */
  settings: string;
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
  client.query = ((...args: unknown[]) => {
    const [statement] = args;
    const isPrefaced = statement instanceof PrefacedQuery;
    const answer = query(...args);
    const sent = isPrefaced ? statement.result : answer;
    const text = typeof statement === "string" ? statement : (statement as { text: string }).text;
    const values = isPrefaced ? statement.values : args[1];
    if (isPrefaced) settings = settingsOf([...statement.preface, statement]);
    if (!recording || !(sent instanceof Promise) || isFrame.test(text)) return answer;
    const startedAt = performance.now();
    const record = { text, values: (values as unknown[]) ?? [], settings, startedAt, endedAt: startedAt };
    recording.push(record);
    const end = () => {
      record.endedAt = performance.now();
    };
    sent.then(end, end);
    return answer;
  }) as typeof client.query;
}

/** What begins and ends transactions. */
const isFrame = /^\s*(BEGIN|COMMIT|ROLLBACK|SELECT set_config)\b/i;

/** Those of a transaction's beginning, as statements. */
function settingsOf(beginning: { text: string; values?: unknown[] }[]): string {
  const { text = "", values = [] } =
    beginning.find((statement) => statement.text.includes("set_config")) ?? {};
  return Array.from(text.matchAll(/set_config\('([\w.]+)'/g), ([, name = ""], i) => [name, values[i]])
    .filter(([name]) => name !== "role")
    .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
    .join("; ");
}

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
