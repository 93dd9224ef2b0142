import { findUserByEmail } from "../../db/users.ts";
import { verifyPassword } from "../hash-password.ts";
import { emailSchema, passwordSchema } from "../person-schemas.ts";
import { clearRate, requireRate } from "./rate-limit.ts";

/**
 * The person whose e-mail address and password these are, else null: it takes as long and says as little whether the person,
 * the password or both are wrong. Throws `rate_limited` after too many wrong tries from one address at one account.
 */
export async function checkPassword(
  credentials: { email: unknown; password: unknown },
  address: string | null,
): Promise<{ id: string; email: string; name: string } | null> {
  const email = emailSchema.safeParse(credentials.email);
  const password = passwordSchema.safeParse(credentials.password);
  if (!email.success || !password.success) return null;
  const subject = `${address ?? "anywhere"}:${email.data}`;
  if (address) await requireRate("address", address);
  await requireRate("login", subject);
  const user = await findUserByEmail(email.data);
  const isRight = await verifyPassword(password.data, user?.passwordHash ?? null);
  if (!user || !isRight) return null;
  await clearRate("login", subject);
  return { id: user.id, email: user.email, name: user.name };
}
