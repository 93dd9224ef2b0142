import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { listUserTenants } from "@/db/memberships";
import { preferTenant } from "@/lib/admission/session";
import { AppError } from "@/lib/errors";

const body = z.object({ tenantId: z.uuid() });

/** From now on the person works in this tenant, of which they must be a member. */
export const POST = defineRoute({ access: "member", body }, async ({ principal, body }) => {
  const tenants = principal.userId ? await listUserTenants(principal.userId) : [];
  const tenant = tenants.find(({ id }) => id === body.tenantId);
  if (!tenant) throw new AppError("not_found", { publicMessage: "You are not a member of such a tenant." });
  return Response.json(tenant, {
    headers: { "set-cookie": preferTenant(tenant.id), "cache-control": "no-store" },
  });
});
