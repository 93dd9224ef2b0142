import { defineRoute } from "@/app/api/define-route";
import { changeTenantPolicy, findTenantPolicy } from "@/db/tenant-policy";
import { findModel } from "@/lib/models/catalog";
import { renewProviders } from "@/lib/models/provider-settings";
import { requireUsableModels } from "@/lib/models/require-usable-models";
import { tenantPolicyChangesSchema } from "@/lib/tenant-policy";

/** What this workspace decided about models, budgets, guards and checks, with the defaults for what it didn't. */
export const GET = defineRoute({ access: "admin" }, ({ principal }) => findTenantPolicy(principal));

/** Changes the settings that are given and gives all of them back. They hold from the next question on. */
export const PATCH = defineRoute(
  { access: "admin", body: tenantPolicyChangesSchema },
  async ({ principal, body }) => {
    await renewProviders();
    return changeTenantPolicy(principal, body, (policy) => requireUsableModels(policy, body, findModel));
  },
);
