import { and, eq, sql } from "drizzle-orm";
import { interruptedNotice } from "../lib/interruption.ts";
import type { Principal, Turn } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import type { Statement } from "./prefaced-query.ts";
import { messages } from "./schema/conversation.ts";

/** A run says every second that it lives. One that has been silent this long died with its process. */
const runSilenceSecondsMax = 6;

/** Saves what is written so far and says that the run lives. Tells whether somebody asked it to stop. */
export async function saveProgress(turn: Turn, text: string): Promise<{ stopRequested: boolean }> {
  const [row] = await withTenant(turn.principal, (tx) =>
    tx
      .update(messages)
      .set({ text, runBeatAt: sql`now()` })
      .where(and(eq(messages.id, turn.answerId), eq(messages.status, "writing")))
      .returning({ stopRequestedAt: messages.stopRequestedAt }),
  );
  return { stopRequested: Boolean(row?.stopRequestedAt) };
}

/** Asks whatever process is writing an answer in this conversation to stop. False when none is. */
export async function requestStop(principal: Principal, conversationId: string): Promise<boolean> {
  const stopped = await withTenant(principal, (tx) =>
    tx
      .update(messages)
      .set({ stopRequestedAt: sql`now()` })
      .where(
        and(
          eq(messages.tenantId, principal.tenantId),
          eq(messages.conversationId, conversationId),
          eq(messages.status, "writing"),
        ),
      )
      .returning({ id: messages.id }),
  );
  return stopped.length > 0;
}

/** The answer being written in this conversation, undefined when there is none (any more). */
export async function findRunningAnswer(
  principal: Principal,
  conversationId: string,
): Promise<{ answerId: string } | undefined> {
  const [running] = await withTenant(principal, async (tx) => {
    await markInterrupted(tx, conversationId);
    return tx
      .select({ answerId: messages.id })
      .from(messages)
      .where(
        and(
          eq(messages.tenantId, principal.tenantId),
          eq(messages.conversationId, conversationId),
          eq(messages.status, "writing"),
        ),
      );
  });
  return running;
}

/** Answers whose process died become `interrupted`, keeping what was written. */
export async function markInterrupted(tx: Tx, conversationId: string): Promise<void> {
  const { text, values } = markingInterrupted(conversationId);
  await tx.$client.query(text, values);
}

/** The same as a statement, to be sent with others. */
export const markingInterrupted = (conversationId: string): Statement & { values: string[] } => ({
  text: `UPDATE messages SET status = 'interrupted', run_beat_at = NULL, notices = $2::jsonb
         WHERE conversation_id = $1::uuid AND status = 'writing'
           AND run_beat_at < now() - make_interval(secs => ${runSilenceSecondsMax})`,
  values: [conversationId, JSON.stringify([interruptedNotice])],
});
