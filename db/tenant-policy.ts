import { eq } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import {
  applyPolicyChanges,
  defaultTenantPolicy,
  type TenantPolicy,
  type TenantPolicyChanges,
  tenantPolicySchema,
} from "../lib/tenant-policy.ts";
import type { Principal } from "../lib/turn.ts";
import { queryAsTenant, withTenant } from "./client.ts";
import { tenantPolicies } from "./schema/policy.ts";

/** What the tenant decided, with defaults for what it didn't. Read anew for each turn, so that a change holds at once. */
export async function findTenantPolicy(principal: Principal): Promise<TenantPolicy> {
  const [found] = await queryAsTenant<{ policy: unknown }>(
    principal,
    "SELECT policy FROM tenant_policies WHERE tenant_id = $1",
    [principal.tenantId],
  );
  return found ? tenantPolicySchema.parse(found.policy) : defaultTenantPolicy;
}

/**
 * Changes the settings that are given and gives the whole policy as it is now. `require` throws for a policy that can't be; it sees
 * what the changes make of it, with nobody changing it meanwhile, and awaits nothing. Throws `forbidden` for members.
 */
export async function changeTenantPolicy(
  principal: Principal,
  changes: TenantPolicyChanges,
  require: (policy: TenantPolicy) => void = () => undefined,
): Promise<TenantPolicy> {
  const { tenantId, userId: changedBy } = principal;
  if (principal.role === "member") throw new AppError("forbidden");
  return withTenant(principal, async (tx) => {
    const [before] = await tx
      .select({ policy: tenantPolicies.policy })
      .from(tenantPolicies)
      .where(eq(tenantPolicies.tenantId, tenantId))
      .for("update");
    const policy = applyPolicyChanges(tenantPolicySchema.parse(before?.policy ?? {}), changes);
    require(policy);
    const set = { policy, changedBy, changedAt: new Date() };
    await tx
      .insert(tenantPolicies)
      .values({ tenantId, ...set })
      .onConflictDoUpdate({ target: tenantPolicies.tenantId, set });
    return policy;
  });
}
