import { spareDays } from "./answer-cache.ts";
import { asSystem } from "./client.ts";

/** Rows that one statement deletes: some milliseconds on the embedded Postgres, whose only backend others wait for. */
const rowsPerStatement = 1_000;

/** What nobody may read or needs any more, by table. A budget's past periods are shown for a year. */
const expired = {
  request_texts: "expires_at < now()",
  idempotency_keys: "expires_at < now()",
  answer_cache: `expires_at < now() - interval '${spareDays} days'`,
  budget_periods: "starts_at < now() - interval '13 months'",
};

/**
 * System. Deletes kept texts past their days, names of requests and cached answers past theirs, and old periods of budgets; tells how
 * many of each. Rows that somebody has locked stay for the next time.
 */
export async function sweepExpired(): Promise<Record<keyof typeof expired, number>> {
  const swept = { request_texts: 0, idempotency_keys: 0, answer_cache: 0, budget_periods: 0 };
  for (const [table, isExpired] of Object.entries(expired)) {
    let deleted = rowsPerStatement;
    while (deleted === rowsPerStatement) {
      deleted = await deleteSome(table, isExpired);
      swept[table as keyof typeof expired] += deleted;
    }
  }
  return swept;
}

async function deleteSome(table: string, isExpired: string): Promise<number> {
  const { rowCount } = await asSystem((tx) =>
    tx.$client.query(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ${table} WHERE ${isExpired} LIMIT ${rowsPerStatement} FOR UPDATE SKIP LOCKED))`,
    ),
  );
  return rowCount ?? 0;
}
