import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { createInvitation, listInvitations } from "@/db/invitations";
import { emailSchema } from "@/lib/person-schemas";
import { roles } from "@/lib/turn";

const body = z.object({ email: emailSchema, role: z.enum(roles) });

/** The invitations that nobody has accepted yet. */
export const GET = defineRoute({ access: "admin" }, async ({ principal }) => ({
  invitations: await listInvitations(principal),
}));

/** Invites somebody. `path` is where they accept; it carries the token and can't be had again. */
export const POST = defineRoute({ access: "admin", body }, async ({ principal, body }) => {
  const { id, token, expiresAt } = await createInvitation(principal, body);
  return Response.json(
    { id, expiresAt, path: `/invite/${token}` },
    { status: 201, headers: { "cache-control": "no-store" } },
  );
});
