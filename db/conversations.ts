import { and, desc, eq, ilike, lt, or, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import type { Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";
import { conversations, messages } from "./schema/conversation.ts";

export type Conversation = typeof conversations.$inferSelect;

export interface ConversationPage {
  conversations: Pick<Conversation, "id" | "title" | "createdAt" | "updatedAt">[];
  /** Pass it back for the next page; null on the last. */
  nextCursor: string | null;
}

const pageSize = 50;

/** `%` and `_` mean themselves in a search. */
const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");

/** The person's own conversations in the app, latest first; `search` looks into titles and messages. */
export async function listConversations(
  principal: Principal,
  { search, cursor }: { search?: string; cursor?: string } = {},
): Promise<ConversationPage> {
  const [beforeTime, beforeId] = cursor?.split("_") ?? [];
  const pattern = search ? `%${escapeLike(search)}%` : undefined;
  const rows = await withTenant(principal, (tx) =>
    tx
      .select({
        id: conversations.id,
        title: conversations.title,
        createdAt: conversations.createdAt,
        updatedAt: conversations.updatedAt,
        cursor: sql<string>`to_char(${conversations.updatedAt} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || ${conversations.id}`,
      })
      .from(conversations)
      .where(
        and(
          eq(conversations.tenantId, principal.tenantId),
          eq(conversations.source, "app"),
          pattern
            ? or(
                ilike(conversations.title, pattern),
                sql`exists (select from ${messages} m where m.conversation_id = ${conversations.id}
                            and m.superseded_at is null and m.text ilike ${pattern})`,
              )
            : undefined,
          beforeTime && beforeId
            ? lt(
                sql`(${conversations.updatedAt}, ${conversations.id})`,
                sql`(${beforeTime}::timestamptz, ${beforeId}::uuid)`,
              )
            : undefined,
        ),
      )
      .orderBy(desc(conversations.updatedAt), desc(conversations.id))
      .limit(pageSize + 1),
  );
  const page = rows.slice(0, pageSize);
  return {
    conversations: page.map(({ cursor: _, ...conversation }) => conversation),
    nextCursor: rows.length > pageSize ? (page.at(-1)?.cursor ?? null) : null,
  };
}

/** The conversation, or `conversation_not_found` where it doesn't exist or is somebody else's. */
export async function findConversation(principal: Principal, id: string): Promise<Conversation> {
  const [found] = await withTenant(principal, (tx) => selectConversation(tx, principal, id));
  if (!found) throw new AppError("conversation_not_found");
  return found;
}

function selectConversation(tx: Tx, principal: Principal, id: string) {
  return tx
    .select()
    .from(conversations)
    .where(and(eq(conversations.tenantId, principal.tenantId), eq(conversations.id, id)));
}

/** Gives the conversation another title. Throws `conversation_not_found`. */
export async function renameConversation(principal: Principal, id: string, title: string): Promise<void> {
  const changed = await withTenant(principal, (tx) =>
    tx
      .update(conversations)
      .set({ title })
      .where(and(eq(conversations.tenantId, principal.tenantId), eq(conversations.id, id)))
      .returning({ id: conversations.id }),
  );
  if (changed.length === 0) throw new AppError("conversation_not_found");
}

/** Deletes the conversation with its messages, citations and feedback. Throws `conversation_not_found`. */
export async function deleteConversation(principal: Principal, id: string): Promise<void> {
  const gone = await withTenant(principal, (tx) =>
    tx
      .delete(conversations)
      .where(and(eq(conversations.tenantId, principal.tenantId), eq(conversations.id, id)))
      .returning({ id: conversations.id }),
  );
  if (gone.length === 0) throw new AppError("conversation_not_found");
}
