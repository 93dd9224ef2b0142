import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { apiKeyPrefix, hashSecret, newApiKey } from "../lib/secret.ts";
import type { ApiKeyScope, Principal, Role } from "../lib/turn.ts";
import { asSystem, queryAsSystem, withTenant } from "./client.ts";
import { apiKeys } from "./schema/identity.ts";

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiKeyScope[];
  /** The member for whom the key acts. */
  ownerName: string;
  state: "active" | "expired" | "revoked";
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** The tenant's API keys without their secrets, latest first. Admins only: others see none. */
export async function listApiKeys(principal: Principal): Promise<ApiKey[]> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<ApiKey>(
      `SELECT k.id, k.name, k.prefix, k.scopes, coalesce(p.name, 'Somebody who left') AS "ownerName",
              CASE WHEN k.revoked_at IS NOT NULL OR p.user_id IS NULL THEN 'revoked'
                   WHEN k.expires_at <= now() THEN 'expired' ELSE 'active' END AS state,
              k.created_at AS "createdAt", k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt"
       FROM api_keys k LEFT JOIN member_profiles p ON p.tenant_id = k.tenant_id AND p.user_id = k.created_by
       WHERE k.tenant_id = $1 ORDER BY k.created_at DESC, k.id DESC`,
      [principal.tenantId],
    ),
  );
  return rows;
}

/** Makes a key that acts for the principal within the scopes. `key` is shown this once: only its hash is stored. Admins only. */
export async function createApiKey(
  principal: Principal,
  { name, scopes, expiresAt }: { name: string; scopes: ApiKeyScope[]; expiresAt: Date | null },
): Promise<{ id: string; key: string }> {
  const { tenantId, userId } = principal;
  if (!userId)
    throw new AppError("forbidden", { message: "an API key acts for a person, and this principal is none" });
  const key = newApiKey();
  const row = {
    tenantId,
    createdBy: userId,
    name,
    scopes,
    expiresAt,
    prefix: apiKeyPrefix(key),
    keyHash: hashSecret(key),
  };
  const [added] = await withTenant(principal, (tx) =>
    tx.insert(apiKeys).values(row).returning({ id: apiKeys.id }),
  );
  if (!added) throw new Error("INSERT … RETURNING gave no row");
  return { id: added.id, key };
}

/** Ends a key at once and for good. Doing so twice changes nothing. Admins only. Throws `not_found`. */
export async function revokeApiKey(principal: Principal, id: string): Promise<void> {
  const found = await withTenant(principal, (tx) =>
    tx
      .update(apiKeys)
      .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
      .where(and(eq(apiKeys.tenantId, principal.tenantId), eq(apiKeys.id, id)))
      .returning({ id: apiKeys.id }),
  );
  if (found.length === 0) throw new AppError("not_found", { publicMessage: "There is no such API key." });
}

export interface PresentedApiKey {
  id: string;
  tenantId: string;
  userId: string;
  scopes: ApiKeyScope[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  /** The maker's role of today; null when they aren't a member any more. */
  role: Role | null;
}

/** The key with this hash, or null. System: who sends it isn't known before. */
export async function findApiKey(keyHash: string): Promise<PresentedApiKey | null> {
  const [found] = await queryAsSystem<PresentedApiKey>(
    `SELECT k.id, k.tenant_id AS "tenantId", k.created_by AS "userId", k.scopes, k.expires_at AS "expiresAt",
            k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt", m.role
     FROM api_keys k LEFT JOIN memberships m ON m.tenant_id = k.tenant_id AND m.user_id = k.created_by
     WHERE k.key_hash = $1`,
    [keyHash],
  );
  return found ?? null;
}

const touchEveryMs = 60_000;

/** Notes that the key was used, at most once a minute, so that reading doesn't become writing. System. */
export async function touchApiKey({
  id,
  lastUsedAt,
}: {
  id: string;
  lastUsedAt: Date | null;
}): Promise<void> {
  const staleSince = new Date(Date.now() - touchEveryMs);
  if (lastUsedAt && lastUsedAt > staleSince) return;
  await asSystem((tx) =>
    tx
      .update(apiKeys)
      .set({ lastUsedAt: sql`now()` })
      .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, staleSince)))),
  );
}
