import { and, count, desc, eq, ilike, sql } from "drizzle-orm";
import type { RetrievalTrace } from "../lib/search.ts";
import type { Answer, Principal } from "../lib/turn.ts";
import { queryAllAsTenant, queryAsTenant, withTenant } from "./client.ts";
import { holdingDocuments, isDocumentGone } from "./hold-documents.ts";
import { answerCache } from "./schema/conversation.ts";

const lifeHours = 24;
/** For so long after that, an answer is given again where no model can be had. Its evidence is as it was, or it isn't found. */
export const spareDays = 7;

/** Candidates of which one must ask for the same; the next ones are less alike. */
const nearestMax = 3;
/** Questions looked through for those, the newest: less than 1 ms (2026-11, Postgres 17), where all of 10,000 took 8. */
const lookedThroughMax = 1_000;

/** An answer found again, under the question to which it was given. */
export interface CachedAnswer {
  key: string;
  question: string;
  answer: Answer;
  costMicroUsd: number;
}

const found = `key, question, answer, cost_micro_usd::float8 AS "costMicroUsd"`;

/** Which answers are wanted: `spare` is one that may have expired. */
type Age = "fresh" | "spare";
const isOfAge: Record<Age, string> = {
  fresh: "expires_at > now()",
  spare: `expires_at > now() - interval '${spareDays} days'`,
};

/** The answer saved under this key. */
export async function findAnswerByKey(
  principal: Principal,
  key: string,
  age: Age = "fresh",
): Promise<CachedAnswer | undefined> {
  const [row] = await queryAsTenant<CachedAnswer>(
    principal,
    `SELECT ${found} FROM answer_cache WHERE tenant_id = $1 AND key = $2 AND ${isOfAge[age]}`,
    [principal.tenantId, key],
  );
  return row;
}

export interface LikeQuestion {
  scopeKey: string;
  embedding: number[];
  embeddingModel: string;
  /** The least cosine similarity. */
  similarityMin: number;
}

/** Answers to the questions most like this one, nearest first, among the newest of those that depend on the same in all else. */
export function findAnswersLike(
  principal: Principal,
  { scopeKey, embedding, embeddingModel, similarityMin }: LikeQuestion,
  age: Age = "fresh",
): Promise<CachedAnswer[]> {
  return queryAsTenant<CachedAnswer>(
    principal,
    `SELECT ${found}
     FROM (SELECT *, CASE WHEN vector_dims(embedding) = vector_dims($4::halfvec) THEN embedding <=> $4::halfvec END AS distance
           FROM answer_cache
           WHERE tenant_id = $1 AND scope_key = $2 AND embedding_model = $3 AND ${isOfAge[age]}
           ORDER BY expires_at DESC LIMIT ${lookedThroughMax}) AS alike
     WHERE distance <= $5 ORDER BY distance LIMIT ${nearestMax}`,
    [principal.tenantId, scopeKey, embeddingModel, `[${embedding.join(",")}]`, 1 - similarityMin],
  );
}

export interface NewCachedAnswer {
  key: string;
  scopeKey: string;
  question: string;
  embedding: number[] | null;
  embeddingModel: string | null;
  answer: Answer;
  costMicroUsd: number;
}

/**
 * Keeps an answer for a day, and as a spare after that. Deleting one of its documents drops it, and one of which a document is gone
 * already isn't kept.
 */
export async function saveAnswerByKey(principal: Principal, entry: NewCachedAnswer): Promise<void> {
  const { evidenceDocumentIds } = entry.answer;
  await queryAllAsTenant(
    principal,
    [holdingDocuments(evidenceDocumentIds)],
    `INSERT INTO answer_cache
       (tenant_id, key, scope_key, question, embedding, embedding_model, answer, cost_micro_usd, document_ids, expires_at)
     VALUES ($1, $2, $3, $4, $5::halfvec, $6, $7, $8, $9, now() + interval '${lifeHours} hours')
     ON CONFLICT (tenant_id, key) DO UPDATE SET scope_key = excluded.scope_key, question = excluded.question,
       embedding = excluded.embedding, embedding_model = excluded.embedding_model, answer = excluded.answer,
       cost_micro_usd = excluded.cost_micro_usd, document_ids = excluded.document_ids, expires_at = excluded.expires_at, hits = 0`,
    [
      principal.tenantId,
      entry.key,
      entry.scopeKey,
      entry.question,
      entry.embedding && `[${entry.embedding.join(",")}]`,
      entry.embeddingModel,
      JSON.stringify({ ...entry.answer, trace: entry.answer.trace && ofEvidence(entry.answer.trace) }),
      entry.costMicroUsd,
      evidenceDocumentIds,
    ],
  ).catch((error) => {
    if (!isDocumentGone(error)) throw error;
  });
}

/** How the evidence was found, without the candidates that didn't become any: they are nine tenths of what a cached answer would take. */
const ofEvidence = (trace: RetrievalTrace): RetrievalTrace => ({
  ...trace,
  candidates: trace.candidates.filter(({ n }) => n !== null),
});

/** A cached answer as admins look at it. Who asked isn't kept. */
export interface CacheEntry {
  key: string;
  question: string;
  text: string;
  modelId: string;
  costMicroUsd: number;
  hits: number;
  lastHitAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
}

export interface CacheList {
  entries: CacheEntry[];
  /** Over all that are kept, whatever was searched for. */
  totals: { entries: number; hits: number; savedMicroUsd: number };
}

/** What the tenant's cache holds, the newest first: those whose question holds `search`, at most `limit`. For admins. */
export async function listCachedAnswers(
  principal: Principal,
  { search = "", limit }: { search?: string; limit: number },
): Promise<CacheList> {
  if (principal.role === "member") return { entries: [], totals: { entries: 0, hits: 0, savedMicroUsd: 0 } };
  const isAlive = and(eq(answerCache.tenantId, principal.tenantId), sql`${answerCache.expiresAt} > now()`);
  const isSearchedFor = search
    ? ilike(answerCache.question, `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`)
    : undefined;
  return withTenant(principal, async (tx) => {
    const entries = await tx
      .select({
        key: answerCache.key,
        question: answerCache.question,
        text: sql<string>`${answerCache.answer} ->> 'text'`,
        modelId: sql<string>`${answerCache.answer} ->> 'modelId'`,
        costMicroUsd: answerCache.costMicroUsd,
        hits: answerCache.hits,
        lastHitAt: answerCache.lastHitAt,
        createdAt: answerCache.createdAt,
        expiresAt: answerCache.expiresAt,
      })
      .from(answerCache)
      .where(and(isAlive, isSearchedFor))
      .orderBy(desc(answerCache.createdAt), answerCache.key)
      .limit(limit);
    const [totals] = await tx
      .select({
        entries: count(),
        hits: sql<number>`coalesce(sum(${answerCache.hits}), 0)::float8`,
        savedMicroUsd: sql<number>`coalesce(sum(${answerCache.hits} * ${answerCache.costMicroUsd}), 0)::float8`,
      })
      .from(answerCache)
      .where(isAlive);
    return { entries, totals: totals ?? { entries: 0, hits: 0, savedMicroUsd: 0 } };
  });
}

/** Forgets one cached answer, or without a key all of the tenant's; returns how many. For admins: a member forgets none. */
export async function purgeCachedAnswers(principal: Principal, key?: string): Promise<number> {
  if (principal.role === "member") return 0;
  const gone = await withTenant(principal, (tx) =>
    tx
      .delete(answerCache)
      .where(
        and(
          eq(answerCache.tenantId, principal.tenantId),
          key === undefined ? undefined : eq(answerCache.key, key),
        ),
      )
      .returning({ key: answerCache.key }),
  );
  return gone.length;
}
