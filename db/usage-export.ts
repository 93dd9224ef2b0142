import { sql } from "drizzle-orm";
import type { Principal } from "../lib/turn.ts";
import type { CallFigures, UsageFilters } from "../lib/usage-schemas.ts";
import { withTenant } from "./client.ts";
import { readDayRows } from "./usage-cells.ts";
import { findRolledUntil } from "./usage-rollups.ts";

/** What one person had one model do for one purpose on one day. Names are null for what is gone, and where there is none. */
export interface ExportedUsage extends CallFigures {
  day: string;
  modelId: string;
  provider: string;
  feature: string;
  userName: string | null;
  userEmail: string | null;
  collectionName: string | null;
}

/** A day (UTC) of the tenant's usage in full detail, ordered. Admins'; for a member it's empty. */
export async function exportUsage(
  principal: Principal,
  day: string,
  filters: UsageFilters,
): Promise<ExportedUsage[]> {
  const { tenantId } = principal;
  const rolledUntil = await findRolledUntil();
  const scope = { tenantIds: [tenantId], period: { from: day, to: day }, filters, rolledUntil };
  return withTenant(principal, async (tx) => {
    const { rows } = await tx.execute(sql`
      SELECT ${day}::text AS day, s.*, p.name AS "userName", p.email AS "userEmail", c.name AS "collectionName"
      FROM (${readDayRows(scope)}) s
      LEFT JOIN member_profiles p ON p.tenant_id = ${tenantId}::uuid AND p.user_id = s."userId"
      LEFT JOIN collections c ON c.tenant_id = ${tenantId}::uuid AND c.id = s."collectionId"
      ORDER BY "modelId", feature, "userEmail", "collectionName"`);
    return rows as unknown as ExportedUsage[];
  });
}
