import { and, eq } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { asSystem, type Tx } from "./client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import { identities, memberships, tenants, users } from "./schema/identity.ts";

export type User = typeof users.$inferSelect;
export type NewUser = Pick<User, "email" | "name" | "passwordHash">;

/** The person with this e-mail address (lower case), or null. System: nobody is signed in yet. */
export async function findUserByEmail(email: string): Promise<User | null> {
  const [found] = await asSystem((tx) => tx.select().from(users).where(eq(users.email, email)));
  return found ?? null;
}

/** The person, or null. System: a person isn't tenant data. */
export async function findUser(userId: string): Promise<User | null> {
  const [found] = await asSystem((tx) => tx.select().from(users).where(eq(users.id, userId)));
  return found ?? null;
}

/** Adds a person and returns the id. Throws `conflict` where the address is taken. In a system transaction. */
export async function insertUser(tx: Tx, user: NewUser): Promise<string> {
  try {
    const [added] = await tx.insert(users).values(user).returning({ id: users.id });
    if (!added) throw new Error("INSERT … RETURNING gave no row");
    return added.id;
  } catch (error) {
    if (!isUniqueViolation(error, "users_email")) throw error;
    throw new AppError("conflict", {
      publicMessage: "There is an account with this e-mail address already.",
      cause: error,
    });
  }
}

/** Gives the person another name or password hash. A new hash ends all their sessions. System: about oneself only. */
export async function updateUser(
  userId: string,
  change: Partial<Pick<User, "name" | "passwordHash">>,
): Promise<void> {
  await asSystem((tx) => tx.update(users).set(change).where(eq(users.id, userId)));
}

export interface OidcPerson {
  issuer: string;
  subject: string;
  /** Verified by the issuer, lower case. */
  email: string;
  name: string;
}

/**
 * The person behind an OIDC identity: known by issuer and subject; else by e-mail address, and the identity is linked; else
 * new, and a member of the tenant with the slug `joinSlug`. Null for somebody new where there is no such tenant: they aren't
 * added at all. Only new people join, so that somebody who was removed doesn't come back by signing in. System.
 */
export async function findOrAddOidcUser(
  person: OidcPerson,
  joinSlug: string | undefined,
): Promise<string | null> {
  const { issuer, subject, email, name } = person;
  return asSystem(async (tx) => {
    const [linked] = await tx
      .select({ userId: identities.userId })
      .from(identities)
      .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
    if (linked) return linked.userId;
    const [known] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    const userId = known?.id ?? (await addToTenant(tx, { email, name, passwordHash: null }, joinSlug));
    if (userId) await tx.insert(identities).values({ issuer, subject, userId }).onConflictDoNothing();
    return userId;
  });
}

async function addToTenant(tx: Tx, user: NewUser, slug: string | undefined): Promise<string | null> {
  if (!slug) return null;
  const [tenant] = await tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, slug));
  if (!tenant) return null;
  const userId = await insertUser(tx, user);
  await tx.insert(memberships).values({ tenantId: tenant.id, userId, role: "member" });
  return userId;
}
