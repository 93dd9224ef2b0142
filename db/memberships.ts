import { and, asc, count, desc, eq, isNull, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import type { Principal, Role } from "../lib/turn.ts";
import { asSystem, type Tx, withTenant } from "./client.ts";
import { collectionReaders } from "./schema/corpus.ts";
import { apiKeys, memberships, tenants, users } from "./schema/identity.ts";

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  createdAt: Date;
}

/** The people of the tenant, by name. */
export async function listMembers(principal: Principal): Promise<Member[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<Member>(
      `SELECT user_id AS "userId", name, email, role, created_at AS "createdAt" FROM member_profiles
       WHERE tenant_id = $1 ORDER BY lower(name), user_id`,
      [principal.tenantId],
    ),
  );
  return rows;
}

/**
 * Gives a member another role. Admins only; only an owner may make or change an owner, and one owner always stays. Throws
 * `forbidden`, `not_found`, `conflict`.
 */
export async function changeMemberRole(principal: Principal, userId: string, role: Role): Promise<void> {
  await withTenant(principal, async (tx) => {
    await requireChangeable(tx, principal, { userId, becomes: role });
    await tx
      .update(memberships)
      .set({ role })
      .where(and(eq(memberships.tenantId, principal.tenantId), eq(memberships.userId, userId)));
  });
}

/**
 * Takes a person out of the tenant: their sessions and API keys here end with it, for good, and so does what they were named
 * to read. Admins only; same rules as for changing roles.
 */
export async function removeMember(principal: Principal, userId: string): Promise<void> {
  const { tenantId } = principal;
  await withTenant(principal, async (tx) => {
    await requireChangeable(tx, principal, { userId, becomes: null });
    await tx
      .delete(memberships)
      .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
    await tx
      .delete(collectionReaders)
      .where(and(eq(collectionReaders.tenantId, tenantId), eq(collectionReaders.userId, userId)));
    await tx
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.createdBy, userId), isNull(apiKeys.revokedAt)));
  });
}

/** Locks the tenant, so that of two owners who remove each other one succeeds, then holds the rules on owners. */
async function requireChangeable(
  tx: Tx,
  principal: Principal,
  { userId, becomes }: { userId: string; becomes: Role | null },
): Promise<void> {
  const { tenantId } = principal;
  const [locked] = await tx
    .select({ id: tenants.id })
    .from(tenants)
    .where(eq(tenants.id, tenantId))
    .for("update");
  if (!locked) throw new AppError("forbidden");
  const [member] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
  if (!member) throw new AppError("not_found", { publicMessage: "There is no such member." });
  const isAboutOwners = member.role === "owner" || becomes === "owner";
  if (isAboutOwners && principal.role !== "owner") {
    throw new AppError("forbidden", { publicMessage: "Only an owner can make or change an owner." });
  }
  if (member.role === "owner" && becomes !== "owner" && (await countOwners(tx, tenantId)) < 2) {
    throw new AppError("conflict", {
      publicMessage: "The last owner stays: make somebody else an owner first.",
    });
  }
}

async function countOwners(tx: Tx, tenantId: string): Promise<number> {
  const [owners] = await tx
    .select({ n: count() })
    .from(memberships)
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.role, "owner")));
  return owners?.n ?? 0;
}

export interface SessionMember {
  tenantId: string;
  role: Role;
  passwordHash: string | null;
}

/**
 * In which tenant and role a signed-in person acts: the preferred tenant where they are a member of it, else the one they
 * joined first; null for somebody who is in none. System: asked on every request, before there is a principal.
 */
export async function findSessionMember(
  userId: string,
  preferredTenantId: string | null,
): Promise<SessionMember | null> {
  const [found] = await asSystem((tx) =>
    tx
      .select({ tenantId: memberships.tenantId, role: memberships.role, passwordHash: users.passwordHash })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(eq(memberships.userId, userId))
      .orderBy(
        desc(sql`coalesce(${memberships.tenantId} = ${preferredTenantId}::uuid, false)`),
        asc(memberships.createdAt),
        asc(memberships.tenantId),
      )
      .limit(1),
  );
  return found ?? null;
}

export interface UserTenant {
  id: string;
  name: string;
  slug: string;
  role: Role;
}

/** The tenants that a person is in, by name. System: it spans tenants. */
export async function listUserTenants(userId: string): Promise<UserTenant[]> {
  return asSystem((tx) =>
    tx
      .select({ id: tenants.id, name: tenants.name, slug: tenants.slug, role: memberships.role })
      .from(memberships)
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(eq(memberships.userId, userId))
      .orderBy(sql`lower(${tenants.name})`, tenants.id),
  );
}
