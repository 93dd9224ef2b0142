import { z } from "zod";
import { findSessionMember } from "../../db/memberships.ts";
import { findOrAddOidcUser } from "../../db/users.ts";
import { env } from "../env.ts";
import { emailSchema, personNameSchema } from "../person-schemas.ts";
import type { SignInFailure } from "./sign-in-failure.ts";

/** The claims that count, as some issuers write them: Amazon Cognito sends `email_verified` as text. */
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  email: emailSchema,
  email_verified: z.union([z.literal(true), z.literal("true")]),
  name: personNameSchema.optional().catch(undefined),
});

/**
 * The id of the person whom these claims of a checked ID token are about, or why they may not come in. The address must be
 * verified by the issuer, since it decides which account the identity belongs to. New people join the tenant `OIDC_TENANT`.
 */
export async function admitOidcPerson(
  claims: unknown,
): Promise<{ userId: string } | { failure: SignInFailure }> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return { failure: "oidc_email_unverified" };
  const { iss, sub, email, name } = parsed.data;
  const person = { issuer: iss, subject: sub, email, name: name ?? (email.split("@")[0] || email) };
  const userId = await findOrAddOidcUser(person, env().OIDC_TENANT);
  if (!userId || !(await findSessionMember(userId, null))) return { failure: "oidc_not_invited" };
  return { userId };
}
