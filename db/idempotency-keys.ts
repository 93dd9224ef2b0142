import { and, eq, lt, or, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { requireUser } from "../lib/require-user.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { idempotencyKeys } from "./schema/conversation.ts";

/** How long a request may be sent again, as payment providers have it. */
const lifeHours = 24;

/**
 * Admission takes milliseconds, and each of its few steps gives up within some ten seconds. What has begun nothing after that never will:
 * its process died, or the database went, which also kept the name from being forgotten.
 */
const admittedWithinMinutes = 2;

export interface NamedRequest {
  /** What the client calls the request. */
  key: string;
  /** Of route and body. */
  requestHash: string;
  /** The answer that it begins if it's the first of that name. */
  answerId: string;
}

/**
 * The answer, or batch, that belongs to a request by this name: the given one where it's the first, else the one that the first began.
 * Two sent at once don't both come first. A name whose request has begun nothing in two minutes is free again. Throws
 * `idempotency_conflict` where the name was given to another request.
 */
export async function claimIdempotencyKey(
  principal: Principal,
  { key, requestHash, answerId }: NamedRequest,
): Promise<{ answerId: string; isFirst: boolean }> {
  const { tenantId } = principal;
  const userId = requireUser(principal);
  const expiresAt = sql`now() + make_interval(hours => ${lifeHours})` as unknown as Date;
  return withTenant(principal, async (tx) => {
    const isExpired = lt(idempotencyKeys.expiresAt, sql`now()`);
    const isAbandoned = and(
      eq(idempotencyKeys.key, key),
      lt(idempotencyKeys.createdAt, sql`now() - make_interval(mins => ${admittedWithinMinutes})`),
      sql`NOT EXISTS (SELECT FROM messages m WHERE m.tenant_id = ${tenantId} AND m.id = ${idempotencyKeys.answerId})`,
      sql`NOT EXISTS (SELECT FROM batches b WHERE b.tenant_id = ${tenantId} AND b.id = ${idempotencyKeys.answerId})`,
    );
    await tx
      .delete(idempotencyKeys)
      .where(
        and(
          eq(idempotencyKeys.tenantId, tenantId),
          eq(idempotencyKeys.userId, userId),
          or(isExpired, isAbandoned),
        ),
      );
    const [row] = await tx
      .insert(idempotencyKeys)
      .values({ tenantId, userId, key, requestHash, answerId, expiresAt })
      .onConflictDoUpdate({
        target: [idempotencyKeys.tenantId, idempotencyKeys.userId, idempotencyKeys.key],
        set: { key },
      })
      .returning({ answerId: idempotencyKeys.answerId, requestHash: idempotencyKeys.requestHash });
    if (row && row.requestHash !== requestHash) throw new AppError("idempotency_conflict");
    return { answerId: row?.answerId ?? answerId, isFirst: row?.answerId === answerId };
  });
}

/** Forgets the name of a request that began no answer, so that it may be sent again. */
export async function releaseIdempotencyKey(principal: Principal, key: string): Promise<void> {
  await withTenant(principal, (tx) =>
    tx
      .delete(idempotencyKeys)
      .where(
        and(
          eq(idempotencyKeys.tenantId, principal.tenantId),
          eq(idempotencyKeys.userId, requireUser(principal)),
          eq(idempotencyKeys.key, key),
        ),
      ),
  );
}
