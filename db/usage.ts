import type { Principal } from "../lib/turn.ts";
import { insertAsTenant } from "./client.ts";
import { usageEvents } from "./schema/usage.ts";

type UsageRow = typeof usageEvents.$inferInsert;

/** One model call, as the ledger keeps it. Tenant, user and key are the principal's. */
export type UsageEvent = Omit<UsageRow, "id" | "tenantId" | "userId" | "apiKeyId" | "at">;

/** Adds model calls to the ledger, in one statement. Rows are never changed after. */
export async function recordUsage(principal: Principal, ...events: UsageEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { tenantId, userId, apiKeyId } = principal;
  const rows = events.map((event) => ({ ...event, tenantId, userId, apiKeyId }));
  await insertAsTenant(principal, usageEvents, rows);
}
