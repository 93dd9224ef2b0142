import { AppError } from "../lib/errors.ts";
import {
  dearFromMicroUsd,
  type RecordDetails,
  type RecordedCall,
  type RecordFilters,
  type RecordPage,
  type RecordRow,
  type RecordSign,
  slowFrom,
} from "../lib/record-schemas.ts";
import type { Feedback, Principal } from "../lib/turn.ts";
import { insertAsTenant, queryAllAsTenant, queryAsTenant, type Tx, withTenant } from "./client.ts";
import { holdingDocuments, isDocumentGone } from "./hold-documents.ts";
import { requestRecords } from "./schema/usage.ts";

/** One question and what became of it. Tenant, user and key are the principal's. */
export type NewRequestRecord = Omit<
  typeof requestRecords.$inferInsert,
  "tenantId" | "userId" | "apiKeyId" | "at"
>;

export interface KeptText {
  question: string;
  answer: string;
  /** Documents that the answer rests on. */
  documentIds: string[];
  days: number;
}

export interface KeptWithRecord {
  /** Of the cached answer that was given again: its hit is counted. */
  cacheKey?: string | null;
  /** Null where the tenant keeps no texts. */
  text?: KeptText | null;
}

/**
 * Writes what became of a question; then its text and the cache's hit, where there are any. A text that rests on a document that is
 * gone isn't kept. A client may send the same request id twice: the second record gets the answer's id behind it.
 */
export async function saveRequestRecord(
  principal: Principal,
  record: NewRequestRecord,
  { cacheKey = null, text = null }: KeptWithRecord = {},
): Promise<void> {
  const { tenantId } = principal;
  const requestId = await insertRecord(principal, record);
  if (cacheKey !== null)
    await queryAsTenant(
      principal,
      "UPDATE answer_cache SET hits = hits + 1, last_hit_at = now() WHERE tenant_id = $1 AND key = $2",
      [tenantId, cacheKey],
    );
  if (!text) return;
  await queryAllAsTenant(
    principal,
    [holdingDocuments(text.documentIds)],
    `INSERT INTO request_texts (tenant_id, request_id, question, answer, document_ids, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) ON CONFLICT DO NOTHING`,
    [tenantId, requestId, text.question, text.answer, text.documentIds, text.days],
  ).catch((error) => {
    if (!isDocumentGone(error)) throw error;
  });
}

/**
 * Gives the id that it got. Request ids of batches are our own: where there is a record already, the process that wrote it died before
 * it could end the question, and another one answered it again.
 */
async function insertRecord(principal: Principal, record: NewRequestRecord): Promise<string> {
  const { tenantId, userId, apiKeyId } = principal;
  const others = record.source === "batch" ? [] : [`${record.requestId}.${record.answerId}`];
  for (const requestId of [record.requestId, ...others]) {
    const row = { ...record, requestId, tenantId, userId, apiKeyId };
    const written = await insertAsTenant(principal, requestRecords, [row]);
    if (written > 0) return requestId;
  }
  return record.requestId; // it was written before
}

export interface RecordQuery extends RecordFilters {
  /** As the page before gave it. */
  cursor?: string;
  limit: number;
}

/** Of one record: more than a question can take, but not all that a conversation by one request id may have. */
const callsMax = 500;

/** What each sign means, over a record `r`. */
const signs: Record<RecordSign, string> = {
  slow: `(r.first_word_ms >= ${slowFrom.firstWordMs} OR r.total_ms >= ${slowFrom.totalMs})`,
  dear: `r.cost_micro_usd >= ${dearFromMicroUsd}`,
  "failed-over": "r.failovers > 0",
  unsupported: "r.sentences_unsupported > 0",
  "rated-down": "f.rating = 'down'",
};

const cacheConditions: Record<NonNullable<RecordFilters["cache"]>, string> = {
  exact: "r.cache = 'exact'",
  similar: "r.cache = 'similar'",
  any: "r.cache IS NOT NULL",
  none: "r.cache IS NULL",
};

/** A rating belongs to the answer, and whoever gave it is told that admins see it. */
const recordRows = `
  SELECT r.request_id AS "requestId", r.at, r.user_id AS "userId", p.name AS person, r.source, r.outcome,
         (SELECT c.name FROM collections c WHERE c.tenant_id = $1 AND c.id = r.collection_id) AS collection,
         cardinality(r.collection_ids) AS "collectionCount", r.cache, r.model_id AS "modelId",
         r.cost_micro_usd::float8 AS "costMicroUsd", r.input_tokens AS "inputTokens", r.output_tokens AS "outputTokens",
         r.retries, r.failovers, r.sentences_checked AS "sentencesChecked", r.sentences_unsupported AS "sentencesUnsupported",
         r.first_word_ms AS "firstWordMs", r.total_ms AS "totalMs", f.rating`;
const recordTables = `
  FROM request_records r
  LEFT JOIN member_profiles p ON p.tenant_id = $1 AND p.user_id = r.user_id
  LEFT JOIN feedback f ON f.tenant_id = $1 AND f.message_id = r.answer_id AND f.user_id = r.user_id`;

/** The tenant's records, latest first. Row-level security shows them to admins alone: to a member there are none. */
export async function listRequestRecords(principal: Principal, query: RecordQuery): Promise<RecordPage> {
  const { where, values } = conditionsOf(principal, query);
  const rows = await withTenant(principal, async (tx) => {
    await tx.$client.query("SELECT set_config('lectern.reads_rated', 'on', true)");
    const { rows } = await tx.$client.query<RecordRow & { cursor: string }>(
      `${recordRows}, to_char(r.at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || r.request_id AS cursor
       ${recordTables} WHERE ${where} ORDER BY r.at DESC, r.request_id DESC LIMIT ${query.limit + 1}`,
      values,
    );
    return rows;
  });
  const page = rows.slice(0, query.limit);
  return {
    records: page.map(({ cursor: _, ...record }) => record),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.cursor ?? null) : null,
  };
}

function conditionsOf(
  { tenantId }: Principal,
  { from, to, user, model, outcome, cache, source, collection, feature, sign, answer, cursor }: RecordQuery,
): { where: string; values: unknown[] } {
  const values: unknown[] = [tenantId];
  const conditions = ["r.tenant_id = $1"];
  const add = (value: unknown, condition: (n: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(from, (n) => `r.at >= ${n}::date::timestamp AT TIME ZONE 'UTC'`);
  add(to, (n) => `r.at < (${n}::date + 1)::timestamp AT TIME ZONE 'UTC'`);
  add(user, (n) => `r.user_id = ${n}`);
  add(model, (n) => `r.model_id = ${n}`);
  add(outcome, (n) => `r.outcome = ${n}`);
  add(source, (n) => `r.source = ${n}`);
  add(collection, (n) => `r.collection_ids @> ARRAY[${n}::uuid]`);
  add(answer, (n) => `r.answer_id = ${n}`);
  add(
    feature,
    (n) =>
      `EXISTS (SELECT FROM usage_events e WHERE e.tenant_id = $1 AND e.request_id = r.request_id AND e.feature = ${n})`,
  );
  if (cache) conditions.push(cacheConditions[cache]);
  if (sign) conditions.push(signs[sign]);
  const [beforeTime, ...beforeId] = cursor?.split("_") ?? [];
  add(beforeTime, (n) => `(r.at, r.request_id) < (${n}::timestamptz, $${values.length + 1})`);
  if (cursor !== undefined) values.push(beforeId.join("_"));
  return { where: conditions.join(" AND "), values };
}

/** Milliseconds by stage and to the first word, of the tenant's last records. Row-level security shows them to admins alone. */
export function listStageTimes(
  principal: Principal,
  limit: number,
): Promise<{ requestId: string; stagesMs: Record<string, number>; firstWordMs: number | null }[]> {
  return queryAsTenant(
    principal,
    `SELECT request_id AS "requestId", stages_ms AS "stagesMs", first_word_ms AS "firstWordMs" FROM request_records
     WHERE tenant_id = $1 ORDER BY at DESC LIMIT $2`,
    [principal.tenantId, limit],
  );
}

/** One record with its calls, feedback and kept text. Throws `not_found`; to a member there are no records. */
export async function findRequestRecord(principal: Principal, requestId: string): Promise<RecordDetails> {
  const { tenantId } = principal;
  return withTenant(principal, async (tx) => {
    await tx.$client.query("SELECT set_config('lectern.reads_rated', 'on', true)");
    const { rows } = await tx.$client.query<RecordDetails & FeedbackColumns & TextColumns>(
      `${recordRows}, r.conversation_id AS "conversationId", r.answer_id AS "answerId",
         cardinality(r.document_ids) AS "documentCount", r.prompt_version AS "promptVersion", r.arm, r.difficulty,
         r.cached_input_tokens AS "cachedInputTokens", r.cache_saved_micro_usd::float8 AS "cacheSavedMicroUsd",
         r.routing_saved_micro_usd::float8 AS "routingSavedMicroUsd", r.stages_ms AS "stagesMs", r.trace_id AS "traceId",
         f.reason, f.comment, f.created_at AS "ratedAt", t.question, t.answer, t.expires_at AS "expiresAt",
         EXISTS (SELECT FROM retrieval_traces x WHERE x.tenant_id = $1 AND x.message_id = r.answer_id) AS "hasTrace",
         ARRAY(SELECT c.name FROM collections c WHERE c.tenant_id = $1 AND c.id = ANY (r.collection_ids)
               ORDER BY lower(c.name)) AS collections,
         coalesce((SELECT json_agg(json_build_object('id', d.id, 'title', d.title) ORDER BY lower(d.title))
                   FROM documents d WHERE d.tenant_id = $1 AND d.id = ANY (r.document_ids)), '[]') AS documents
       ${recordTables}
       LEFT JOIN request_texts t ON t.tenant_id = $1 AND t.request_id = r.request_id AND t.expires_at > now()
       WHERE r.tenant_id = $1 AND r.request_id = $2`,
      [tenantId, requestId],
    );
    const [row] = rows;
    if (!row) throw new AppError("not_found");
    const calls = await listCalls(tx, tenantId, row);
    return { ...detailsOf(row), calls };
  });
}

interface FeedbackColumns {
  reason: Feedback["reason"] | null;
  comment: string | null;
  ratedAt: Date;
}
interface TextColumns {
  question: string | null;
  answer: string;
  expiresAt: Date;
}

function detailsOf({
  reason,
  comment,
  ratedAt,
  question,
  answer,
  expiresAt,
  ...record
}: RecordDetails & FeedbackColumns & TextColumns): RecordDetails {
  const { rating } = record;
  return {
    ...record,
    feedback: rating && { rating, reason: reason ?? undefined, comment: comment ?? undefined, at: ratedAt },
    text: question === null ? null : { question, answer, expiresAt },
  };
}

/** Of several questions that a client gave one request id, those of the record's conversation; in their order, the first so many. */
async function listCalls(
  tx: Tx,
  tenantId: string,
  { requestId, answerId, conversationId }: Pick<RecordDetails, "requestId" | "answerId" | "conversationId">,
): Promise<RecordedCall[]> {
  const ids = [requestId, requestId.replace(`.${answerId}`, "")];
  const { rows } = await tx.$client.query<RecordedCall>(
    `SELECT id, feature, provider, model_id AS "modelId", attempt, outcome, failure, input_tokens AS "inputTokens",
            cached_input_tokens AS "cachedInputTokens", output_tokens AS "outputTokens", cost_micro_usd::float8 AS "costMicroUsd",
            first_token_ms AS "firstTokenMs", total_ms AS "totalMs", prompt_version AS "promptVersion"
     FROM usage_events
     WHERE tenant_id = $1 AND request_id = ANY ($2) AND conversation_id IS NOT DISTINCT FROM $3::uuid
     ORDER BY at, id LIMIT ${callsMax}`,
    [tenantId, ids, conversationId],
  );
  return rows;
}
