import { and, eq, sql } from "drizzle-orm";
import type { Notice, Principal, Turn } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import { messages } from "./schema/conversation.ts";

/** A run says every second that it lives. One that has been silent this long died with its process. */
const runSilenceSecondsMax = 6;

const interruptedNotice: Notice = {
  kind: "interrupted",
  text: "Writing this answer was interrupted by a restart. What was written so far is kept; ask again for the rest.",
};

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
  await tx
    .update(messages)
    .set({ status: "interrupted", runBeatAt: null, notices: [interruptedNotice] })
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.status, "writing"),
        sql`${messages.runBeatAt} < now() - make_interval(secs => ${runSilenceSecondsMax})`,
      ),
    );
}
