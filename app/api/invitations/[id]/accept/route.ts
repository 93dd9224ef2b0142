import { z } from "zod";
import { defineRoute } from "@/app/api/define-route";
import { acceptInvitation, findOpenInvitation } from "@/db/invitations";
import { accountForInvitation } from "@/lib/admission/account-for-invitation";
import { requireRateOfAddress } from "@/lib/admission/rate-limit";
import { preferTenant, sessionUserId, startSession } from "@/lib/admission/session";

/** `id` is the token here: Next wants one name for this place in the path, and who accepts knows nothing but the token. */
const params = z.object({ id: z.string().min(1).max(200) });
const body = z.object({ name: z.string().optional(), password: z.string().optional() });

/** What the invitation is for, whether its person has an account, and whether it's they who are signed in. */
export const GET = defineRoute({ access: "public", params }, async ({ params, request }) => {
  await requireRateOfAddress("token", request);
  const { email, role, tenantName, userId } = await findOpenInvitation(params.id);
  const isSignedIn = userId !== null && (await sessionUserId(request)) === userId;
  return { email, role, tenantName, hasAccount: userId !== null, isSignedIn };
});

/** Joins the tenant and signs in. Somebody new gives a name and a password; others prove that the account is theirs. */
export const POST = defineRoute({ access: "public", params, body }, async ({ params, body, request }) => {
  await requireRateOfAddress("token", request);
  const invitation = await findOpenInvitation(params.id);
  const account = await accountForInvitation(invitation, body, request);
  const { tenantId, userId } = await acceptInvitation(params.id, account);
  const headers = new Headers({ "cache-control": "no-store" });
  headers.append("set-cookie", await startSession(userId));
  headers.append("set-cookie", preferTenant(tenantId));
  return Response.json({ tenantId, userId }, { status: 201, headers });
});
