import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { AppError } from "../lib/errors.ts";
import type { SummaryLine } from "../lib/memory-schemas.ts";
import { requireUser } from "../lib/require-user.ts";
import type { Principal, SentenceVerdict } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { loadHistory } from "./history.ts";
import { findDeletedDocuments } from "./redact-messages.ts";
import { summaryLines } from "./schema/conversation.ts";

export interface NewSummaryLine {
  /** The messages that it stands for, in their order, each with the text that was summed up. */
  messages: { id: string; text: string }[];
  text: string;
  modelId: string;
  promptVersion: string;
}

/** The conversation's summary as its person sees it: without the lines that they took away, and none of an answer that was set aside. */
export async function listSummaryLines(principal: Principal, conversationId: string): Promise<SummaryLine[]> {
  const { summary } = await loadHistory(principal, { conversationId, questionId: null }, 0);
  return summary.filter(({ text }) => text !== "");
}

/**
 * Adds lines to a conversation's summary. Where a line stands for these messages already, whatever its person made of it, that one stays.
 * A line is left out when one of its messages isn't there any more as it was summed up: set aside, or without what cited a document
 * that was deleted meanwhile.
 */
export async function saveSummaryLines(
  principal: Principal,
  conversationId: string,
  lines: NewSummaryLine[],
): Promise<void> {
  const { tenantId } = principal;
  const userId = requireUser(principal);
  const named = lines.flatMap(({ messages }) => messages.map(({ id }) => id));
  await withTenant(principal, async (tx) => {
    const { rows: cited } = await tx.$client.query<{ messageId: string; documentId: string }>(
      `SELECT DISTINCT message_id AS "messageId", document_id AS "documentId" FROM citations
       WHERE tenant_id = $1 AND message_id = ANY ($2)`,
      [tenantId, named],
    );
    // First, since its locks let no deletion pass any more: what was deleted until then has changed the messages that cite it.
    const deleted = await findDeletedDocuments(tx, tenantId, [
      ...new Set(cited.map(({ documentId }) => documentId)),
    ]);
    const citing = new Set(
      cited.flatMap(({ messageId, documentId }) => (deleted.includes(documentId) ? [messageId] : [])),
    );
    const rows = lines
      .filter(({ messages }) => !messages.some(({ id }) => citing.has(id)))
      .map(({ messages, ...line }) => ({
        ...line,
        id: uuidv7(),
        messages: messages.map(({ id, text }) => ({ id, hash: md5(text) })),
      }));
    await tx.$client.query(
      `INSERT INTO summary_lines (id, tenant_id, user_id, conversation_id, message_ids, text, model_id, prompt_version)
       SELECT line.id, $1, $2, $3, ARRAY(SELECT (m ->> 'id')::uuid FROM json_array_elements(line.messages) WITH ORDINALITY AS e (m, i) ORDER BY i),
              line.text, line."modelId", line."promptVersion"
       FROM json_to_recordset($4) AS line (id uuid, messages json, text text, "modelId" text, "promptVersion" text)
       WHERE NOT EXISTS (
         SELECT FROM json_to_recordset(line.messages) AS named (id uuid, hash text)
         LEFT JOIN messages m ON m.tenant_id = $1 AND m.user_id = $2 AND m.conversation_id = $3 AND m.id = named.id
           AND m.superseded_at IS NULL
         WHERE md5(m.text) IS DISTINCT FROM named.hash)
       ON CONFLICT DO NOTHING`,
      [tenantId, userId, conversationId, JSON.stringify(rows)],
    );
  });
}

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** Gives a line other words, also one that was taken away. Nothing overwrites it from then on. Throws `not_found`. */
export async function changeSummaryLine(
  principal: Principal,
  { conversationId, lineId }: { conversationId: string; lineId: string },
  text: string,
): Promise<SummaryLine> {
  const [changed] = await withTenant(principal, (tx) =>
    tx
      .update(summaryLines)
      .set({ text, editedAt: sql`now()` as unknown as Date })
      .where(
        and(
          eq(summaryLines.tenantId, principal.tenantId),
          eq(summaryLines.conversationId, conversationId),
          eq(summaryLines.id, lineId),
        ),
      )
      .returning({ id: summaryLines.id, messageIds: summaryLines.messageIds, text: summaryLines.text }),
  );
  if (!changed) throw new AppError("not_found", { publicMessage: "There is no such line." });
  return { ...changed, isEdited: true };
}

/** Takes a line away for good: no other is written for its messages. Throws `not_found`. */
export async function removeSummaryLine(
  principal: Principal,
  line: { conversationId: string; lineId: string },
): Promise<void> {
  await changeSummaryLine(principal, line, "");
}

/** The sentences of these answers that are supported by their sources, as they stand in the text. */
export async function findSupportedSentences(
  principal: Principal,
  answerIds: string[],
): Promise<Map<string, string[]>> {
  const { rows } = await withTenant(principal, (tx) =>
    tx.$client.query<{ id: string; text: string; verdicts: SentenceVerdict[] }>(
      "SELECT id, text, verdicts FROM messages WHERE tenant_id = $1 AND id = ANY ($2)",
      [principal.tenantId, answerIds],
    ),
  );
  return new Map(
    rows.map(({ id, text, verdicts }) => [
      id,
      verdicts.flatMap(({ start, end, verdict }) =>
        verdict === "supported" ? [text.slice(start, end)] : [],
      ),
    ]),
  );
}
