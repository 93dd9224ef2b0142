import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { hashPassword, verifyPassword } from "../lib/hash-password.ts";
import { apiKeyPrefix, hashSecret } from "../lib/secret.ts";
import { apiKeyScopes } from "../lib/turn.ts";
import { bm25Tier } from "./capabilities.ts";
import { asSystem, type Tx } from "./client.ts";
import { closeSetup } from "./installation.ts";
import { apiKeys, memberships, tenants } from "./schema/identity.ts";
import { insertTenant, slugOf } from "./tenants.ts";
import { findUserByEmail, insertUser } from "./users.ts";

export interface BootstrapSettings {
  tenant: string;
  /** Lower case. */
  email: string;
  password: string;
  apiKey: string | null;
}

const keyName = "Bootstrap key";

/**
 * Makes the tenant, its owner and the owner's API key where they're missing, and tells what it did and what differs from the
 * settings, a sentence each; with nothing to do it changes and tells nothing. What people may have changed since stays: an
 * existing account keeps its password and role. The key is the operator's: another one ends the one before. System.
 */
export async function bootstrapTenant(settings: BootstrapSettings): Promise<string[]> {
  const { tenant, email, password, apiKey } = settings;
  const tier = await bm25Tier();
  const known = await findUserByEmail(email);
  const isSamePassword = known ? await verifyPassword(password, known.passwordHash) : true;
  const passwordHash = known ? null : await hashPassword(password);
  const notes: string[] = [];
  if (!isSamePassword) {
    notes.push(`${email} has another password than BOOTSTRAP_ADMIN_PASSWORD: the account's own stays.`);
  }
  await asSystem(async (tx) => {
    const userId = known?.id ?? (await insertUser(tx, { email, name: nameFrom(email), passwordHash }));
    if (!known) notes.push(`Made the account ${email}.`);
    const [existing] = await tx
      .select({ id: tenants.id })
      .from(tenants)
      .where(eq(tenants.slug, slugOf(tenant)));
    const tenantId = existing?.id ?? (await insertTenant(tx, { name: tenant, ownerId: userId, tier }));
    if (!existing) notes.push(`Made the tenant "${tenant}", owned by ${email}.`);
    notes.push(...(await ensureMembership(tx, { tenantId, userId, tenant, email })));
    if (apiKey) notes.push(...(await ensureApiKey(tx, { tenantId, userId, apiKey })));
    await closeSetup(tx);
  });
  return notes;
}

const nameFrom = (email: string) => email.split("@")[0] || email;

async function ensureMembership(
  tx: Tx,
  { tenantId, userId, tenant, email }: { tenantId: string; userId: string; tenant: string; email: string },
): Promise<string[]> {
  const [member] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
  if (!member) {
    await tx.insert(memberships).values({ tenantId, userId, role: "owner" });
    return [`Made ${email} an owner of "${tenant}".`];
  }
  return member.role === "member" ? [`${email} is a plain member of "${tenant}" now: that stays.`] : [];
}

async function ensureApiKey(
  tx: Tx,
  { tenantId, userId, apiKey }: { tenantId: string; userId: string; apiKey: string },
): Promise<string[]> {
  const keyHash = hashSecret(apiKey);
  const [same] = await tx.select().from(apiKeys).where(eq(apiKeys.keyHash, keyHash));
  if (same && same.tenantId !== tenantId) {
    return [
      "BOOTSTRAP_API_KEY is in use by another tenant already: no key was made here. Choose another one.",
    ];
  }
  if (same?.revokedAt) return ["BOOTSTRAP_API_KEY has been revoked: it stays so. Choose another one."];
  if (same) return [];
  const ended = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(apiKeys.tenantId, tenantId),
        eq(apiKeys.createdBy, userId),
        eq(apiKeys.name, keyName),
        ne(apiKeys.keyHash, keyHash),
        isNull(apiKeys.revokedAt),
      ),
    )
    .returning({ prefix: apiKeys.prefix });
  const key = { name: keyName, prefix: apiKeyPrefix(apiKey), scopes: [...apiKeyScopes] };
  await tx.insert(apiKeys).values({ tenantId, createdBy: userId, keyHash, ...key });
  const before = ended.map(({ prefix }) => `${prefix}…`).join(", ");
  return [before ? `BOOTSTRAP_API_KEY is another one: made it and revoked ${before}.` : "Made the API key."];
}
