import { timingSafeEqual } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { hashSecret, newToken } from "../lib/secret.ts";
import { bm25Tier } from "./capabilities.ts";
import { asSystem, type Tx } from "./client.ts";
import { installation, tenants, users } from "./schema/identity.ts";
import { insertTenant } from "./tenants.ts";
import { insertUser, type NewUser } from "./users.ts";

/** True until there is a first tenant. System. */
export async function isSetupOpen(): Promise<boolean> {
  return asSystem(async (tx) => !(await hasTenant(tx)));
}

async function hasTenant(tx: Tx): Promise<boolean> {
  const found = await tx.select({ id: tenants.id }).from(tenants).limit(1);
  return found.length > 0;
}

/**
 * A new token for the setup page, which ends any earlier one; null where there is a tenant. Only its hash is stored. System.
 */
export async function issueSetupToken(): Promise<string | null> {
  const token = newToken();
  const setupTokenHash = hashSecret(token);
  return asSystem(async (tx) => {
    if (await hasTenant(tx)) return null;
    await tx
      .insert(installation)
      .values({ id: 1, setupTokenHash })
      .onConflictDoUpdate({ target: installation.id, set: { setupTokenHash } });
    return token;
  });
}

/** Ends the setup: no token is good any more. System, in the transaction that makes the first tenant. */
export async function closeSetup(tx: Tx): Promise<void> {
  const closed = {
    setupTokenHash: null,
    setupCompletedAt: sql`coalesce(${installation.setupCompletedAt}, now())`,
  };
  await tx
    .insert(installation)
    .values({ id: 1, setupCompletedAt: sql`now()` })
    .onConflictDoUpdate({ target: installation.id, set: closed });
}

/**
 * Makes the first tenant and its owner, and uses the token up; all of it or nothing. Throws `setup_closed` where there is a
 * tenant already and `forbidden` for a token that isn't the one issued last. System.
 */
export async function completeSetup(
  token: string,
  { tenantName, owner }: { tenantName: string; owner: NewUser },
): Promise<{ tenantId: string; userId: string }> {
  const tier = await bm25Tier();
  return asSystem(async (tx) => {
    // The lock makes of two people with the same link one who is first.
    const [row] = await tx.select().from(installation).where(eq(installation.id, 1)).for("update");
    if (await hasTenant(tx)) throw new AppError("setup_closed");
    if (!row?.setupTokenHash || !isSameHash(row.setupTokenHash, hashSecret(token))) {
      throw new AppError("forbidden", {
        publicMessage: "This setup link is not valid. Use the one that the latest start of Lectern printed.",
      });
    }
    const userId = await insertUser(tx, owner);
    const tenantId = await insertTenant(tx, { name: tenantName, ownerId: userId, tier });
    await closeSetup(tx);
    return { tenantId, userId };
  });
}

function isSameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/**
 * System. Whether what concerns the whole installation is this person's to change, given that they're an admin of a tenant: an
 * operator's it always is, an admin's where theirs is the only tenant.
 */
export async function mayManageInstallation(userId: string): Promise<boolean> {
  return asSystem(async (tx) => {
    const [person] = await tx
      .select({ isOperator: users.isOperator })
      .from(users)
      .where(eq(users.id, userId));
    if (person?.isOperator) return true;
    const found = await tx.select({ id: tenants.id }).from(tenants).limit(2);
    return person !== undefined && found.length === 1;
  });
}
