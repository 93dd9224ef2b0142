import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changeMemberRole, removeMember } from "@/db/memberships";
import { roles } from "@/lib/turn";

const params = z.object({ userId: z.uuid() });
const body = z.object({ role: z.enum(roles) });

/** Gives a member another role. Only an owner may make or change an owner, and the last owner stays one. */
export const PATCH = defineRoute({ access: "admin", params, body }, async ({ principal, params, body }) => {
  await changeMemberRole(principal, params.userId, body.role);
});

/** Takes a person out of the tenant, and their API keys with them. Same rules on owners. */
export const DELETE = defineRoute({ access: "admin", params }, async ({ principal, params }) => {
  await removeMember(principal, params.userId);
});
