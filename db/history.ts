import type { SummaryLine } from "../lib/memory-schemas.ts";
import type { AnswerStatus, HistoryMessage, Principal } from "../lib/turn.ts";
import { type Tx, withTenant } from "./client.ts";

/** What a question is asked after. */
export interface Past {
  /** Oldest first: messages that no line of the summary stands for. */
  history: HistoryMessage[];
  /** In the order of the messages, with the lines that their person took away. */
  summary: SummaryLine[];
  /** Oldest first: confirmed, and of a person who wants things remembered. */
  memories: string[];
}

/** Of the latest messages the text is read; of those before them a summary tells, or nothing does. */
const textsMax = 100;
/** A line stands for a question and its answer at least. */
const summedUpFrom = 2;

interface SaidMessage {
  id: string;
  role: HistoryMessage["role"];
  status: AnswerStatus;
  /** The question's id, for its answer too. */
  turnId: string;
  /** Null where it isn't read. */
  text: string | null;
}

/**
 * All that a question (null: the next one) comes after: the conversation's last `messagesMax` messages that aren't summed up, its
 * summary, and what the person wants remembered. In one transaction of two short statements, three where there may be a summary: the
 * embedded Postgres takes 3 ms for these, and took 9 to plan and run one statement for all of it.
 */
export async function loadHistory(
  principal: Principal,
  { conversationId, questionId }: { conversationId: string; questionId: string | null },
  messagesMax: number,
): Promise<Past> {
  return withTenant(principal, async (tx) => {
    const said = turnsBefore(questionId, await selectMessages(tx, principal, conversationId));
    const places = new Map(said.map(({ id }, place) => [id, place]));
    const lines = said.length < summedUpFrom ? [] : await selectLines(tx, principal, conversationId);
    const summary = standing(lines, places);
    const summedUp = new Set(summary.flatMap(({ messageIds }) => messageIds));
    const reached = Math.max(-1, ...[...summedUp].map((id) => places.get(id) ?? -1));
    const history = said.flatMap(({ id, role, text }, place): HistoryMessage[] =>
      text === null || summedUp.has(id) ? [] : [{ id, role, text, isBehind: place < reached }],
    );
    return {
      history: history.slice(Math.max(0, history.length - messagesMax)),
      summary,
      memories: await selectMemories(tx, principal),
    };
  });
}

/**
 * The messages of the turns asked before this one. A turn's messages stay together, an answer given anew in the place of the one before.
 * A turn that was refused isn't part of what was said.
 */
function turnsBefore(questionId: string | null, messages: SaidMessage[]): SaidMessage[] {
  const turns = [...Map.groupBy(messages, ({ turnId }) => turnId)];
  const asked = turns.findIndex(([turnId]) => turnId === questionId);
  return (asked === -1 ? turns : turns.slice(0, asked))
    .filter(([, turn]) => turn.every(({ status }) => status !== "refused"))
    .flatMap(([, turn]) => turn)
    .filter(({ text, status }) => text !== "" && status !== "writing");
}

/** The lines of which every message is there, in the order of the messages. */
function standing(lines: SummaryLine[], places: Map<string, number>): SummaryLine[] {
  const placeOf = ({ messageIds }: SummaryLine) => places.get(messageIds[0] ?? "") ?? -1;
  return lines
    .filter(({ messageIds }) => messageIds.every((id) => places.has(id)))
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

async function selectMessages(
  tx: Tx,
  { tenantId }: Principal,
  conversationId: string,
): Promise<SaidMessage[]> {
  const { rows } = await tx.$client.query<SaidMessage>(
    `SELECT id, role, status, coalesce(question_id, id) AS "turnId",
            CASE WHEN text = '' OR row_number() OVER (ORDER BY created_at DESC, id DESC) <= $3 THEN text END AS text
     FROM messages WHERE tenant_id = $1 AND conversation_id = $2 AND superseded_at IS NULL ORDER BY created_at, id`,
    [tenantId, conversationId, textsMax],
  );
  return rows;
}

async function selectLines(tx: Tx, { tenantId }: Principal, conversationId: string): Promise<SummaryLine[]> {
  const { rows } = await tx.$client.query<SummaryLine>(
    `SELECT id, message_ids AS "messageIds", text, edited_at IS NOT NULL AS "isEdited"
     FROM summary_lines WHERE tenant_id = $1 AND conversation_id = $2`,
    [tenantId, conversationId],
  );
  return rows;
}

async function selectMemories(tx: Tx, { tenantId, userId }: Principal): Promise<string[]> {
  const { rows } = await tx.$client.query<{ text: string }>(
    `SELECT text FROM memories JOIN memory_settings USING (tenant_id, user_id)
     WHERE tenant_id = $1 AND user_id = $2 AND remembers AND state = 'confirmed' ORDER BY created_at, id`,
    [tenantId, userId],
  );
  return rows.map(({ text }) => text);
}
