import type { OpenInvitation } from "../../db/invitations.ts";
import { AppError } from "../errors.ts";
import { hashPassword } from "../hash-password.ts";
import { newPasswordSchema, personNameSchema } from "../person-schemas.ts";
import { checkPassword } from "./check-password.ts";
import { clientAddress } from "./client-address.ts";
import { sessionUserId } from "./session.ts";

/**
 * The account with which somebody accepts an invitation. Whoever has one proves that it's theirs, by being signed in or by
 * its password, so that the link alone never opens somebody else's account; somebody new names a name and a password.
 */
export async function accountForInvitation(
  invitation: OpenInvitation,
  given: { name?: string; password?: string },
  request: Request,
): Promise<{ userId: string } | { name: string; passwordHash: string }> {
  const { userId, email } = invitation;
  if (!userId) return newAccount(given);
  if ((await sessionUserId(request)) === userId) return { userId };
  const person = await checkPassword({ email, password: given.password }, clientAddress(request.headers));
  if (person?.id === userId) return { userId };
  throw new AppError("unauthenticated", {
    publicMessage: `There is an account for ${email} already: sign in with it, or give its password here.`,
  });
}

async function newAccount(given: { name?: string; password?: string }) {
  const name = personNameSchema.safeParse(given.name ?? "");
  const password = newPasswordSchema.safeParse(given.password ?? "");
  for (const [field, { error }] of Object.entries({ name, password })) {
    if (error)
      throw new AppError("invalid_request", { publicMessage: `${field}: ${error.issues[0]?.message}` });
  }
  return { name: name.data ?? "", passwordHash: await hashPassword(password.data ?? "") };
}
