import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { changePerson, describePerson } from "@/lib/admission/person";
import { startSession } from "@/lib/admission/session";
import { newPasswordSchema, passwordSchema, personNameSchema } from "@/lib/person-schemas";

/** Who is signed in, in which tenant and role, and which other tenants there are to switch to. */
export const GET = defineRoute({ access: "member" }, async ({ principal }) => describePerson(principal));

const body = z
  .object({ name: personNameSchema, newPassword: newPasswordSchema, currentPassword: passwordSchema })
  .partial()
  .refine(({ name, newPassword }) => name !== undefined || newPassword !== undefined, "Say what to change.");

/** Changes one's own name or password. A new password signs out everywhere but here. */
export const PATCH = defineRoute({ access: "member", body }, async ({ principal, body, request }) => {
  const userId = await changePerson(principal, body, request);
  const headers = {
    "cache-control": "no-store",
    ...(body.newPassword && { "set-cookie": await startSession(userId) }),
  };
  return Response.json(await describePerson(principal), { headers });
});
