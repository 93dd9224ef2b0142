import { and, eq, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { requireUser } from "../lib/require-user.ts";
import type { Feedback, Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { feedback, messages } from "./schema/conversation.ts";

/**
 * Sets the person's verdict on an answer of their own, which shows it to the admins together with its question
 * (rated-answers.ts). Throws `not_found`.
 */
export async function saveFeedback(principal: Principal, messageId: string, given: Feedback): Promise<void> {
  const { tenantId } = principal;
  const userId = requireUser(principal);
  const said = { rating: given.rating, reason: given.reason ?? null, comment: given.comment ?? null };
  await withTenant(principal, async (tx) => {
    const [own] = await tx
      .select({ questionId: messages.questionId })
      .from(messages)
      .where(
        and(eq(messages.tenantId, tenantId), eq(messages.id, messageId), eq(messages.role, "assistant")),
      );
    if (!own) throw new AppError("not_found");
    const values = { ...said, questionId: own.questionId, createdAt: sql`now()` as unknown as Date };
    await tx
      .insert(feedback)
      .values({ tenantId, messageId, userId, ...values })
      .onConflictDoUpdate({ target: [feedback.messageId, feedback.userId], set: values });
  });
}

/** Takes the person's verdict back, and with it what it showed to admins; nothing happens when there is none. */
export async function deleteFeedback(principal: Principal, messageId: string): Promise<void> {
  await withTenant(principal, (tx) =>
    tx
      .delete(feedback)
      .where(and(eq(feedback.tenantId, principal.tenantId), eq(feedback.messageId, messageId))),
  );
}
