import { and, count, desc, eq, ilike, lt, sql } from "drizzle-orm";
import type { Answer, Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { findDeletedDocuments } from "./redact-messages.ts";
import { answerCache } from "./schema/conversation.ts";

const lifeHours = 24;

/** Candidates of which one must ask for the same; the next ones are less alike. */
const nearestMax = 3;

/** An answer found again, under the question to which it was given. */
export interface CachedAnswer {
  key: string;
  question: string;
  answer: Answer;
  costMicroUsd: number;
}

const found = {
  key: answerCache.key,
  question: answerCache.question,
  answer: answerCache.answer,
  costMicroUsd: answerCache.costMicroUsd,
};

/** The answer saved under this key and not yet expired. */
export async function findAnswerByKey(principal: Principal, key: string): Promise<CachedAnswer | undefined> {
  const [row] = await withTenant(principal, (tx) =>
    tx
      .select(found)
      .from(answerCache)
      .where(
        and(
          eq(answerCache.tenantId, principal.tenantId),
          eq(answerCache.key, key),
          sql`${answerCache.expiresAt} > now()`,
        ),
      ),
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

/** Answers to the questions most like this one, nearest first, among those that depend on the same in all else. */
export async function findAnswersLike(
  principal: Principal,
  { scopeKey, embedding, embeddingModel, similarityMin }: LikeQuestion,
): Promise<CachedAnswer[]> {
  const distance = sql`${answerCache.embedding} <=> ${`[${embedding.join(",")}]`}::halfvec`;
  return withTenant(principal, (tx) =>
    tx
      .select(found)
      .from(answerCache)
      .where(
        and(
          eq(answerCache.tenantId, principal.tenantId),
          eq(answerCache.scopeKey, scopeKey),
          eq(answerCache.embeddingModel, embeddingModel),
          sql`${answerCache.expiresAt} > now()`,
          sql`${distance} <= ${1 - similarityMin}`,
        ),
      )
      .orderBy(distance)
      .limit(nearestMax),
  );
}

/** Notes that an answer was given again. */
export async function countCacheHit(principal: Principal, key: string): Promise<void> {
  await withTenant(principal, (tx) =>
    tx
      .update(answerCache)
      .set({ hits: sql`${answerCache.hits} + 1`, lastHitAt: sql`now()` })
      .where(and(eq(answerCache.tenantId, principal.tenantId), eq(answerCache.key, key))),
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
 * Keeps an answer for a day, and drops the tenant's expired ones. Deleting one of its documents drops it too, and one of which
 * a document is gone already isn't kept.
 */
export async function saveAnswerByKey(principal: Principal, entry: NewCachedAnswer): Promise<void> {
  const { tenantId } = principal;
  const { key, answer } = entry;
  const expiresAt = sql`now() + make_interval(hours => ${lifeHours})` as unknown as Date;
  const values = { ...entry, documentIds: answer.evidenceDocumentIds, expiresAt };
  await withTenant(principal, async (tx) => {
    await tx
      .delete(answerCache)
      .where(and(eq(answerCache.tenantId, tenantId), lt(answerCache.expiresAt, sql`now()`)));
    await tx
      .insert(answerCache)
      .values({ tenantId, ...values })
      .onConflictDoUpdate({ target: [answerCache.tenantId, answerCache.key], set: { ...values, hits: 0 } });
    const deleted = await findDeletedDocuments(tx, tenantId, answer.evidenceDocumentIds);
    if (deleted.length > 0)
      await tx.delete(answerCache).where(and(eq(answerCache.tenantId, tenantId), eq(answerCache.key, key)));
  });
}

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
