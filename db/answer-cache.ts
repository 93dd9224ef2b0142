import { and, eq, lt, sql } from "drizzle-orm";
import type { Answer, Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { findDeletedDocuments } from "./redact-messages.ts";
import { answerCache } from "./schema/conversation.ts";

const lifeHours = 24;

/** The answer saved under this key and not yet expired. */
export async function findAnswerByKey(principal: Principal, key: string): Promise<Answer | undefined> {
  const [found] = await withTenant(principal, (tx) =>
    tx
      .select({ answer: answerCache.answer })
      .from(answerCache)
      .where(
        and(
          eq(answerCache.tenantId, principal.tenantId),
          eq(answerCache.key, key),
          sql`${answerCache.expiresAt} > now()`,
        ),
      ),
  );
  return found?.answer;
}

/**
 * Keeps an answer for a day, and drops the tenant's expired ones. Deleting one of its documents drops it too, and one of which
 * a document is gone already isn't kept.
 */
export async function saveAnswerByKey(principal: Principal, key: string, answer: Answer): Promise<void> {
  const { tenantId } = principal;
  const expiresAt = sql`now() + make_interval(hours => ${lifeHours})` as unknown as Date;
  const values = { answer, documentIds: answer.evidenceDocumentIds, expiresAt };
  await withTenant(principal, async (tx) => {
    await tx
      .delete(answerCache)
      .where(and(eq(answerCache.tenantId, tenantId), lt(answerCache.expiresAt, sql`now()`)));
    await tx
      .insert(answerCache)
      .values({ tenantId, key, ...values })
      .onConflictDoUpdate({ target: [answerCache.tenantId, answerCache.key], set: values });
    const deleted = await findDeletedDocuments(tx, tenantId, answer.evidenceDocumentIds);
    if (deleted.length > 0)
      await tx.delete(answerCache).where(and(eq(answerCache.tenantId, tenantId), eq(answerCache.key, key)));
  });
}
