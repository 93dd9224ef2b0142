import { hash, verify } from "@node-rs/argon2";

/** OWASP's setting for argon2id, which is the library's default: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash with the same cost that no password matches: what a sign-in by an unknown person is measured against. */
let decoy: Promise<string> | undefined;

/** The password as argon2id in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), cost);
}

/**
 * True when the password is the one behind the hash. Without a hash (no such person, or one without a password) it takes as
 * long and is false, so that nobody can tell by the clock who has an account.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hash(crypto.randomUUID(), cost);
  const matches = await verify(passwordHash ?? (await decoy), password.normalize("NFKC"));
  return passwordHash !== null && matches;
}
