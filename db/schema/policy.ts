import { jsonb, pgTable, uuid } from "drizzle-orm/pg-core";
import type { TenantPolicy } from "../../lib/tenant-policy.ts";
import { createdAt, tenants, users } from "./identity.ts";

/** What a tenant's admins decided; see lib/tenant-policy.ts. A tenant without a row has the defaults. */
export const tenantPolicies = pgTable("tenant_policies", {
  tenantId: uuid()
    .primaryKey()
    .references(() => tenants.id, { onDelete: "cascade" }),
  policy: jsonb().$type<TenantPolicy>().notNull(),
  changedBy: uuid().references(() => users.id, { onDelete: "set null" }),
  changedAt: createdAt(),
});
