import { and, asc, eq, ne, type SQL, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import {
  type Memory,
  type MemoryChange,
  type MemoryOverview,
  memoriesMax,
  proposalsMax,
} from "../lib/memory-schemas.ts";
import { requireUser } from "../lib/require-user.ts";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import { memories, memorySettings, messages } from "./schema/conversation.ts";

const shown = {
  id: memories.id,
  text: memories.text,
  state: memories.state,
  questionId: memories.questionId,
  createdAt: sql<string>`to_char(${memories.createdAt} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
};

const ownOf = (principal: Principal) =>
  and(eq(memories.tenantId, principal.tenantId), eq(memories.userId, requireUser(principal)));

/** Whether the person wants things remembered, and what is, oldest first; proposals that wait for their word among it. */
export async function listMemories(principal: Principal): Promise<Omit<MemoryOverview, "isOffered">> {
  return withTenant(principal, async (tx) => ({
    remembers: await selectRemembers(tx, principal),
    memories: await tx
      .select(shown)
      .from(memories)
      .where(ownOf(principal))
      .orderBy(asc(memories.createdAt), asc(memories.id)),
  }));
}

/** Whether the person wants things remembered. Nobody does before they say so. */
export async function findRemembers(principal: Principal): Promise<boolean> {
  return withTenant(principal, (tx) => selectRemembers(tx, principal));
}

async function selectRemembers(tx: Tx, principal: Principal): Promise<boolean> {
  const [settings] = await tx
    .select({ remembers: memorySettings.remembers })
    .from(memorySettings)
    .where(
      and(eq(memorySettings.tenantId, principal.tenantId), eq(memorySettings.userId, requireUser(principal))),
    );
  return settings?.remembers ?? false;
}

/** Switches remembering on or off. Off, what is remembered stays and shapes nothing. */
export async function setRemembers(principal: Principal, remembers: boolean): Promise<void> {
  const { tenantId } = principal;
  const userId = requireUser(principal);
  await withTenant(principal, (tx) =>
    tx
      .insert(memorySettings)
      .values({ tenantId, userId, remembers })
      .onConflictDoUpdate({
        target: [memorySettings.tenantId, memorySettings.userId],
        set: { remembers, changedAt: sql`now()` },
      }),
  );
}

/** Remembers what the person wrote; a proposal that says the same is confirmed. Throws `conflict` where there's no room for more. */
export async function addMemory(principal: Principal, text: string): Promise<Memory> {
  const { tenantId } = principal;
  const userId = requireUser(principal);
  return withTenant(principal, async (tx) => {
    await requireRoom(tx, principal, ne(memories.text, text));
    const [added] = await tx
      .insert(memories)
      .values({ tenantId, userId, text, state: "confirmed" })
      .onConflictDoUpdate({
        target: [memories.tenantId, memories.userId, memories.text],
        set: { state: "confirmed", changedAt: sql`now()` },
      })
      .returning(shown);
    return added as Memory;
  });
}

/** Throws `conflict` when of others as much is remembered as may be. */
async function requireRoom(tx: Tx, principal: Principal, isOther: SQL): Promise<void> {
  const isConfirmed = eq(memories.state, "confirmed");
  const confirmed = await tx.$count(memories, and(ownOf(principal), isConfirmed, isOther));
  if (confirmed >= memoriesMax) {
    const publicMessage = `At most ${memoriesMax} things are remembered. Delete one first.`;
    throw new AppError("conflict", { publicMessage });
  }
}

/** Confirms what was proposed, or changes the words of what is remembered. Throws `not_found`, and `conflict` for words that are there. */
export async function changeMemory(principal: Principal, id: string, change: MemoryChange): Promise<Memory> {
  try {
    return await withTenant(principal, async (tx) => {
      if (change.state === "confirmed") await requireRoom(tx, principal, ne(memories.id, id));
      const [changed] = await tx
        .update(memories)
        .set({ ...change, changedAt: sql`now()` as unknown as Date })
        .where(and(ownOf(principal), eq(memories.id, id)))
        .returning(shown);
      if (!changed) throw new AppError("not_found", { publicMessage: "That isn't remembered any more." });
      return changed;
    });
  } catch (error) {
    if (isUniqueViolation(error, "memories_text"))
      throw new AppError("conflict", { publicMessage: "That is remembered already.", cause: error });
    throw error;
  }
}

/** Forgets it, or doesn't take up what was proposed. Throws `not_found`. */
export async function deleteMemory(principal: Principal, id: string): Promise<void> {
  const gone = await withTenant(principal, (tx) =>
    tx
      .delete(memories)
      .where(and(ownOf(principal), eq(memories.id, id)))
      .returning({ id: memories.id }),
  );
  if (gone.length === 0)
    throw new AppError("not_found", { publicMessage: "That isn't remembered any more." });
}

/** Forgets everything about the person, proposals among it. */
export async function deleteMemories(principal: Principal): Promise<void> {
  await withTenant(principal, (tx) => tx.delete(memories).where(ownOf(principal)));
}

/**
 * Puts before the person what might be remembered. What is there already, whatever its state, stays as it is; what nobody answered gives
 * way, oldest first, so that no more than `proposalsMax` wait. Nothing is proposed from a question that isn't the person's own, or is gone.
 */
export async function proposeMemories(
  principal: Principal,
  { questionId, texts }: { questionId: string; texts: string[] },
): Promise<void> {
  const { tenantId } = principal;
  const userId = requireUser(principal);
  if (texts.length === 0) return;
  await withTenant(principal, async (tx) => {
    const isOwn = and(
      eq(messages.tenantId, tenantId),
      eq(messages.id, questionId),
      eq(messages.userId, userId),
    );
    if ((await tx.$count(messages, isOwn)) === 0) return;
    const proposed = texts.map((text) => ({
      tenantId,
      userId,
      questionId,
      text,
      state: "proposed" as const,
    }));
    await tx.insert(memories).values(proposed).onConflictDoNothing();
    await tx.$client.query(
      `DELETE FROM memories WHERE tenant_id = $1 AND user_id = $2 AND id IN (
         SELECT id FROM memories WHERE tenant_id = $1 AND user_id = $2 AND state = 'proposed'
         ORDER BY created_at DESC, id DESC OFFSET $3)`,
      [tenantId, userId, proposalsMax],
    );
  });
}
