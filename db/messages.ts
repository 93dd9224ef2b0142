import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { requireUser } from "../lib/require-user.ts";
import type { AppliedFilter } from "../lib/search.ts";
import type { Answer, Citation, LecternMessage, Principal, Turn } from "../lib/turn.ts";
import { queryAllAsTenant, type Tx, withTenant } from "./client.ts";
import { holdingDocuments, isDocumentGone } from "./hold-documents.ts";
import type { Statement } from "./prefaced-query.ts";
import { findDeletedDocuments, redactMessages } from "./redact-messages.ts";
import { loadAppliedFilters } from "./retrieval-traces.ts";
import { markInterrupted, markingInterrupted } from "./running-answers.ts";
import { citations, feedback, messages } from "./schema/conversation.ts";
import { toColumns } from "./to-columns.ts";

type MessageRow = typeof messages.$inferSelect;
type CitationRow = typeof citations.$inferSelect;
type FeedbackRow = typeof feedback.$inferSelect;

const titleCharsMax = 80;

/** The first line of the question, cut at a word. */
function titleFrom(question: string): string {
  const line = question.trim().split("\n")[0] ?? "";
  if (line.length <= titleCharsMax) return line;
  const cut = line.slice(0, titleCharsMax);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), titleCharsMax / 2))}…`;
}

/**
 * Saves the question and an empty answer in the state `writing`, making the conversation on its first turn, in one round trip. Posting
 * the same question again changes nothing of it; an earlier answer to it is set aside. Throws `run_in_progress` while another answer
 * in this conversation is being written and `conversation_not_found` where the id is somebody else's.
 */
export async function saveQuestion(turn: Turn): Promise<void> {
  const { principal, conversationId, questionId, answerId } = turn;
  const { tenantId } = principal;
  const userId = requireUser(principal);
  const making: Statement = {
    text: `INSERT INTO conversations (id, tenant_id, user_id, title, source, batch_id)
           VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::uuid) ON CONFLICT DO NOTHING`,
    values: [conversationId, tenantId, userId, titleFrom(turn.question), turn.source, turn.batch?.id ?? null],
  };
  // Taking the row's lock lets one turn of a conversation begin at a time; a row that isn't ours can't be updated.
  const locking: Statement = {
    text: "UPDATE conversations SET updated_at = now() WHERE tenant_id = $1::uuid AND id = $2::uuid",
    values: [tenantId, conversationId],
  };
  const [state] = await queryAllAsTenant<{ isOwn: boolean; isRunning: boolean }>(
    principal,
    [making, locking, markingInterrupted(conversationId)],
    // The answer is one millisecond later than the question: both would otherwise carry the transaction's time.
    `WITH own AS (SELECT id FROM conversations WHERE tenant_id = $1 AND id = $2),
     running AS (SELECT FROM messages WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'writing'),
     free AS (SELECT id FROM own WHERE NOT EXISTS (SELECT FROM running)),
     superseded AS (
       UPDATE messages SET superseded_at = now()
       WHERE tenant_id = $1 AND conversation_id = (SELECT id FROM free) AND question_id = $4 AND superseded_at IS NULL),
     asked AS (
       INSERT INTO messages (id, tenant_id, user_id, conversation_id, role, text)
       SELECT $4, $1, $3, id, 'user', $6 FROM free ON CONFLICT DO NOTHING),
     answering AS (
       INSERT INTO messages (id, tenant_id, user_id, conversation_id, question_id, role, text, status, run_beat_at, created_at)
       SELECT $5, $1, $3, id, $4, 'assistant', '', 'writing', now(), clock_timestamp() + interval '1 millisecond' FROM free)
     SELECT EXISTS (SELECT FROM own) AS "isOwn", EXISTS (SELECT FROM running) AS "isRunning"`,
    [tenantId, conversationId, userId, questionId, answerId, turn.question],
  );
  if (!state?.isOwn) throw new AppError("conversation_not_found");
  if (state.isRunning) throw new AppError("run_in_progress");
}

/**
 * Makes the answer final, with its citations, in one transaction and one round trip. Nothing is left of it where the conversation was
 * deleted, and nothing of what cites a document that was deleted while it was being written.
 */
export async function saveAnswer(turn: Turn, answer: Answer): Promise<void> {
  const { principal } = turn;
  const cited = [...new Set(answer.citations.map(({ documentId }) => documentId))];
  const forgetting = forgettingCitations(turn);
  const [saving, values] = savingAnswer(turn, answer);
  try {
    await queryAllAsTenant(principal, [holdingDocuments(cited), forgetting], saving, values);
  } catch (error) {
    if (!isDocumentGone(error)) throw error;
    await withTenant(principal, async (tx) => {
      await tx.$client.query(forgetting.text, forgetting.values);
      await tx.$client.query(saving, values);
      const deleted = await findDeletedDocuments(tx, principal.tenantId, cited);
      await redactMessages(tx, principal.tenantId, deleted);
    });
  }
}

/** Of an answer that was saved before. */
const forgettingCitations = ({ principal, answerId }: Turn): Statement => ({
  text: "DELETE FROM citations WHERE tenant_id = $1::uuid AND message_id = $2::uuid",
  values: [principal.tenantId, answerId],
});

function savingAnswer({ principal, answerId }: Turn, answer: Answer): [text: string, values: unknown[]] {
  const cited: CitationRow[] = answer.citations.map((citation, ordinal) => ({
    ...citation,
    tenantId: principal.tenantId,
    messageId: answerId,
    ordinal,
    sourceDeletedAt: null,
  }));
  return [
    `WITH saved AS (
       UPDATE messages SET text = $3, status = $4, model_id = $5, prompt_version = $6, standalone_question = $7,
         verdicts = $8::jsonb, notices = $9::jsonb, route = $10::jsonb, support_share = $11, run_beat_at = NULL
       WHERE tenant_id = $1 AND id = $2 RETURNING id)
     INSERT INTO citations SELECT row.* FROM saved, jsonb_populate_recordset(NULL::citations, $12::jsonb) AS row`,
    [
      principal.tenantId,
      answerId,
      answer.text,
      answer.status,
      answer.modelId,
      answer.promptVersion,
      answer.standaloneQuestion,
      toJson(answer.verdicts),
      toJson(answer.notices),
      toJson(answer.route),
      answer.supportShare,
      toJson(cited.map(toColumns)),
    ],
  ];
}

/** Half a character, where a quote was cut in one, is text to Postgres but not jsonb. */
const toJson = (value: object | null | undefined) =>
  value
    ? JSON.stringify(value, (_key, part) => (typeof part === "string" ? part.toWellFormed() : part))
    : null;

/**
 * The conversation's messages in order, without answers that were set aside or are still being written. An answer follows its question,
 * also one that was given anew when others had been asked after it.
 */
export async function loadMessages(principal: Principal, conversationId: string): Promise<LecternMessage[]> {
  const { rows, cited, rated, filters } = await withTenant(principal, async (tx) => {
    await markInterrupted(tx, conversationId);
    const rows = await selectMessages(tx, principal, conversationId);
    const ids = rows.filter((row) => row.role === "assistant").map((row) => row.id);
    if (ids.length === 0) return { rows, cited: [], rated: [], filters: new Map<string, AppliedFilter[]>() };
    const cited = await tx
      .select()
      .from(citations)
      .where(inArray(citations.messageId, ids))
      .orderBy(asc(citations.ordinal));
    const rated = await tx.select().from(feedback).where(inArray(feedback.messageId, ids));
    const filters = await loadAppliedFilters(tx, principal, ids);
    return { rows, cited, rated, filters };
  });
  const citationsOf = Map.groupBy(cited, (row) => row.messageId);
  const feedbackOf = new Map(rated.map((row) => [row.messageId, row]));
  const turns = Map.groupBy(rows, ({ id, questionId }) => questionId ?? id);
  return [...turns.values()]
    .flat()
    .filter((row) => row.status !== "writing")
    .map((row) => {
      const beside = { rated: feedbackOf.get(row.id), filters: filters.get(row.id) };
      return toLecternMessage(row, citationsOf.get(row.id) ?? [], beside);
    });
}

/** One answer of the principal's own with its citations, whatever its state; undefined when it's gone. */
export async function loadAnswer(
  principal: Principal,
  answerId: string,
): Promise<
  | ({ message: LecternMessage } & Pick<MessageRow, "status" | "text" | "modelId" | "conversationId">)
  | undefined
> {
  return withTenant(principal, async (tx) => {
    const [found] = await tx
      .select({ conversationId: messages.conversationId })
      .from(messages)
      .where(and(eq(messages.tenantId, principal.tenantId), eq(messages.id, answerId)));
    if (!found) return undefined;
    await markInterrupted(tx, found.conversationId);
    const [row] = await tx.select().from(messages).where(eq(messages.id, answerId));
    if (!row) return undefined;
    const cited = await tx
      .select()
      .from(citations)
      .where(eq(citations.messageId, answerId))
      .orderBy(asc(citations.ordinal));
    const { status, text, modelId, conversationId } = row;
    return { message: toLecternMessage(row, cited, {}), status, text, modelId, conversationId };
  });
}

/** The text of one of the principal's own questions; undefined when there is none under this id. */
export async function findQuestion(principal: Principal, questionId: string): Promise<string | undefined> {
  const [row] = await withTenant(principal, (tx) =>
    tx
      .select({ text: messages.text })
      .from(messages)
      .where(
        and(
          eq(messages.tenantId, principal.tenantId),
          eq(messages.id, questionId),
          eq(messages.role, "user"),
        ),
      ),
  );
  return row?.text;
}

function selectMessages(tx: Tx, principal: Principal, conversationId: string) {
  return tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, principal.tenantId),
        eq(messages.conversationId, conversationId),
        isNull(messages.supersededAt),
      ),
    )
    .orderBy(asc(messages.createdAt), asc(messages.id));
}

function toLecternMessage(
  row: MessageRow,
  cited: CitationRow[],
  { rated, filters }: { rated?: FeedbackRow; filters?: AppliedFilter[] },
): LecternMessage {
  return {
    id: row.id,
    role: row.role,
    metadata: {
      status: row.status,
      createdAt: row.createdAt.toISOString(),
      feedback: rated
        ? { rating: rated.rating, reason: rated.reason ?? undefined, comment: rated.comment ?? undefined }
        : null,
    },
    parts: [
      { type: "text", text: row.text, state: "done" },
      ...cited.map((citation) => ({
        type: "data-citation" as const,
        id: `citation-${citation.ordinal}`,
        data: toCitation(citation),
      })),
      ...row.verdicts.map((verdict) => ({
        type: "data-verdict" as const,
        id: `verdict-${verdict.start}`,
        data: verdict,
      })),
      ...(filters ? [{ type: "data-filters" as const, id: "filters", data: filters }] : []),
      ...row.notices.map((notice) => ({ type: "data-notice" as const, data: notice })),
    ],
  };
}

function toCitation({
  tenantId: _,
  messageId: __,
  ordinal: ___,
  sourceDeletedAt: ____,
  ...citation
}: CitationRow): Citation {
  return citation;
}
