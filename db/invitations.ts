import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { hashSecret, newToken } from "../lib/secret.ts";
import type { Principal, Role } from "../lib/turn.ts";
import { asSystem, type Tx, withTenant } from "./client.ts";
import { invitations, memberships, tenants, users } from "./schema/identity.ts";
import { insertUser } from "./users.ts";

const lifetimeDays = 7;

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
}

/** The invitations that nobody has accepted yet, latest first. Admins only: others see none. */
export async function listInvitations(principal: Principal): Promise<Invitation[]> {
  return withTenant(principal, (tx) =>
    tx
      .select({
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        createdAt: invitations.createdAt,
        expiresAt: invitations.expiresAt,
        isExpired: sql<boolean>`${invitations.expiresAt} <= now()`,
      })
      .from(invitations)
      .where(and(eq(invitations.tenantId, principal.tenantId), isNull(invitations.acceptedAt)))
      .orderBy(desc(invitations.createdAt)),
  );
}

/**
 * Invites the person with this e-mail address (lower case); an earlier open invitation of theirs ends. The token is in the
 * answer and nowhere else: only its hash is stored. Admins only, and only an owner may invite an owner. Throws `conflict`
 * for somebody who is a member already.
 */
export async function createInvitation(
  principal: Principal,
  { email, role }: { email: string; role: Role },
): Promise<{ id: string; token: string; expiresAt: Date }> {
  if (role === "owner" && principal.role !== "owner") {
    throw new AppError("forbidden", { publicMessage: "Only an owner can invite an owner." });
  }
  const { tenantId, userId } = principal;
  const token = newToken();
  const expiresAt = new Date(Date.now() + lifetimeDays * 86_400_000);
  const added = await withTenant(principal, async (tx) => {
    await requireNoMember(tx, principal, email);
    await tx
      .delete(invitations)
      .where(
        and(eq(invitations.tenantId, tenantId), eq(invitations.email, email), isNull(invitations.acceptedAt)),
      );
    return tx
      .insert(invitations)
      .values({ tenantId, email, role, tokenHash: hashSecret(token), invitedBy: userId, expiresAt })
      .returning({ id: invitations.id });
  });
  if (!added[0]) throw new Error("INSERT … RETURNING gave no row");
  return { id: added[0].id, token, expiresAt };
}

async function requireNoMember(tx: Tx, principal: Principal, email: string): Promise<void> {
  const found = await tx.$client.query("SELECT FROM member_profiles WHERE tenant_id = $1 AND email = $2", [
    principal.tenantId,
    email,
  ]);
  if (found.rowCount) throw new AppError("conflict", { publicMessage: "This person is a member already." });
}

/** Takes an invitation back: its link stops working. Admins only. Throws `not_found`. */
export async function deleteInvitation(principal: Principal, id: string): Promise<void> {
  const gone = await withTenant(principal, (tx) =>
    tx
      .delete(invitations)
      .where(
        and(
          eq(invitations.tenantId, principal.tenantId),
          eq(invitations.id, id),
          isNull(invitations.acceptedAt),
        ),
      )
      .returning({ id: invitations.id }),
  );
  if (gone.length === 0)
    throw new AppError("not_found", { publicMessage: "There is no such open invitation." });
}

export interface OpenInvitation {
  email: string;
  role: Role;
  tenantId: string;
  tenantName: string;
  /** The account that has this address already, if one has. */
  userId: string | null;
}

const isOpen = (token: string) =>
  and(
    eq(invitations.tokenHash, hashSecret(token)),
    isNull(invitations.acceptedAt),
    gt(invitations.expiresAt, sql`now()`),
  );

const noLongerOpen = () =>
  new AppError("not_found", {
    publicMessage: "This invitation doesn't exist, was used, or has expired. Ask for a new one.",
  });

/** What an invitation's token invites to. Throws `not_found` unless it is open. System: the token is all one has. */
export async function findOpenInvitation(token: string): Promise<OpenInvitation> {
  const [found] = await asSystem((tx) =>
    tx
      .select({
        email: invitations.email,
        role: invitations.role,
        tenantId: invitations.tenantId,
        tenantName: tenants.name,
        userId: users.id,
      })
      .from(invitations)
      .innerJoin(tenants, eq(tenants.id, invitations.tenantId))
      .leftJoin(users, eq(users.email, invitations.email))
      .where(isOpen(token)),
  );
  if (!found) throw noLongerOpen();
  return found;
}

/**
 * Uses the token up and makes its person a member: the account that has the address already, or a new one. The caller has
 * made sure that it's that account's owner who accepts. An existing member keeps their role. Throws `not_found` for a token
 * that isn't open, `conflict` for a new account where there is one. System.
 */
export async function acceptInvitation(
  token: string,
  account: { userId: string } | { name: string; passwordHash: string },
): Promise<{ tenantId: string; userId: string }> {
  return asSystem(async (tx) => {
    const [invitation] = await tx
      .update(invitations)
      .set({ acceptedAt: sql`now()` })
      .where(isOpen(token))
      .returning({ tenantId: invitations.tenantId, email: invitations.email, role: invitations.role });
    if (!invitation) throw noLongerOpen();
    const { tenantId, email, role } = invitation;
    const userId = "userId" in account ? account.userId : await insertUser(tx, { email, ...account });
    await tx.insert(memberships).values({ tenantId, userId, role }).onConflictDoNothing();
    return { tenantId, userId };
  });
}
