/**
 * The one place where admins read what other people asked: answers that were rated, with their questions. Whoever rates an
 * answer is told so. Row-level security shows these rows, and only these, to a transaction that says lectern.reads_rated;
 * a rating that is taken back hides them again at once.
 */
import type { Feedback, Principal, SentenceVerdict } from "../lib/turn.ts";
import { withTenant } from "./client.ts";

export interface RatedAnswer {
  messageId: string;
  rating: Feedback["rating"];
  reason: Feedback["reason"] | null;
  comment: string | null;
  ratedAt: Date;
  question: string;
  /** The question needed the conversation before it to be understood, which isn't shown. */
  isFollowUp: boolean;
  answer: string;
  verdicts: SentenceVerdict[];
  /** Marks in the answer, in order. */
  citations: {
    index: number;
    position: number;
    documentId: string;
    title: string;
    page: number | null;
    quote: string;
  }[];
  /** Ids of the sets that have this question, word for word. */
  setIds: string[];
}

export interface RatedAnswerQuery {
  rating?: Feedback["rating"];
  /** One answer alone. */
  messageId?: string;
  /** As the page before gave it. */
  cursor?: string;
  limit: number;
}

export interface RatedAnswerPage {
  answers: RatedAnswer[];
  nextCursor: string | null;
}

/** Answers that people rated, latest first. Who they are is in the answers' records (request-records.ts). Admins only. */
export async function listRatedAnswers(
  principal: Principal,
  { rating, messageId, cursor, limit }: RatedAnswerQuery,
): Promise<RatedAnswerPage> {
  const [beforeTime = null, beforeId = null] = cursor?.split("_") ?? [];
  const { rows } = await withTenant(principal, async (tx) => {
    await tx.$client.query("SELECT set_config('lectern.reads_rated', 'on', true)");
    return tx.$client.query<RatedAnswer & { cursor: string }>(
      `SELECT f.message_id AS "messageId", f.rating, f.reason, f.comment, f.created_at AS "ratedAt",
              q.text AS question, coalesce(lower(a.standalone_question) <> lower(q.text), false) AS "isFollowUp",
              a.text AS answer, a.verdicts,
              coalesce((SELECT json_agg(json_build_object('index', c.index, 'position', c.position, 'documentId', c.document_id,
                                          'title', c.title, 'page', c.page, 'quote', c.quote) ORDER BY c.ordinal)
                        FROM citations c WHERE c.tenant_id = $1 AND c.message_id = a.id), '[]') AS citations,
              coalesce((SELECT array_agg(DISTINCT e.set_id) FROM evaluation_questions e
                        WHERE e.tenant_id = $1 AND lower(e.question) = lower(trim(q.text))), '{}') AS "setIds",
              to_char(f.created_at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || f.message_id AS cursor
       FROM feedback f
       JOIN messages a ON a.tenant_id = $1 AND a.id = f.message_id AND a.role = 'assistant'
       JOIN messages q ON q.tenant_id = $1 AND q.id = f.question_id AND q.role = 'user'
       WHERE f.tenant_id = $1 AND lectern_is_admin() AND ($2::text IS NULL OR f.rating = $2)
         AND ($3::timestamptz IS NULL OR (f.created_at, f.message_id) < ($3, $4::uuid))
         AND ($5::uuid IS NULL OR f.message_id = $5)
       ORDER BY f.created_at DESC, f.message_id DESC LIMIT $6`,
      [principal.tenantId, rating ?? null, beforeTime, beforeId, messageId ?? null, limit + 1],
    );
  });
  const page = rows.slice(0, limit);
  return {
    answers: page.map(({ cursor: _, ...answer }) => answer),
    nextCursor: rows.length > limit ? (page.at(-1)?.cursor ?? null) : null,
  };
}
