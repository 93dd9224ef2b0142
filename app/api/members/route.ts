import { defineRoute } from "@/app/api/define-route";
import { listMembers } from "@/db/memberships";

/** The people of the tenant, by name. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => ({
  members: await listMembers(principal),
}));
