/**
 * The answer cache of one turn. In: the standalone question and all else that an answer depends on. Out: an answer given before to
 * the same question, word for word or in other words, to somebody who would be given the same evidence. Fails open: a cache that
 * can't be reached is a miss.
 */
import { createHash } from "node:crypto";
import {
  type CachedAnswer,
  findAnswerByKey,
  findAnswersLike,
  saveAnswerByKey,
} from "../../db/answer-cache.ts";
import type { SearchScope } from "../../db/search.ts";
import { log } from "../log.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import { embedQuestions } from "../models/embed-questions.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { answerPromptVersion } from "../prompts/answer-prompt.ts";
import type { Background } from "../prompts/background.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Answer, Turn } from "../turn.ts";
import { canonicalQuestion, mayBeSame } from "./same-question.ts";

/** Two questions that are less alike than this aren't looked at further. Cosine similarity. */
const similarityMin = 0.95;
/** A cache is to save time: an embedding model that takes longer is left to the search, which has more patience. */
const embeddingMsMax = 1_500;

export interface AnswerCache {
  /** The answer given before, null for a miss. The question is remembered for `keep`. */
  find(standaloneQuestion: string): Promise<Answer | null>;
  /** After a miss, where no model can be had: an answer given before to the same question, though it may have expired; or null. */
  findSpare(): Promise<Answer | null>;
  /** What was found, and how; null where that was nothing. */
  hit(): CacheHit | null;
  /** Keeps an answer that came about as it should: complete, on its own question, and by the model that was meant to write it. */
  keep(answer: Answer): Promise<void>;
}

export interface CacheHit {
  /** By the question's canonical form, or by its vector. */
  kind: "exact" | "similar";
  key: string;
  /** What the answer had cost when it was written. */
  savedMicroUsd: number;
}

export interface CacheContext {
  policy: TenantPolicy;
  /** Collections searched, with their versions. */
  scope: SearchScope[];
  /** The models that may write the answer. */
  candidates: ModelSpec[];
  /** What the reader wants remembered. */
  guarded: { background: Pick<Background, "memories"> };
}

interface Entry {
  key: string;
  scopeKey: string;
  question: string;
  embeddingModel: string;
  embedding: number[] | null;
}

/**
 * Two principals share an answer only where they may read the same collections, and a changed collection is never answered from
 * before the change: both are part of the key, with filters, prompt, models and the tenant's policy. A turn that is answered again
 * on purpose passes the cache by, and so does one of a reader who has something remembered: no answer shaped by that may reach
 * anybody else, nor the admins, who see what is cached. A follow-up finds answers by its standalone question but leaves none: what
 * was said before shaped its answer.
 */
export function openAnswerCache(
  turn: Turn,
  context: CacheContext,
  tools: { models: Models; meter: Meter },
): AnswerCache {
  let entry: Entry | null = null;
  let hit: CacheHit | null = null;

  async function findOf(age: "fresh" | "spare"): Promise<CachedAnswer | null> {
    if (!entry) return null;
    try {
      const exact = await findAnswerByKey(turn.principal, entry.key, age);
      const found = exact ?? (await findAlike(turn, entry, tools, age));
      if (!found) return null;
      const { key, costMicroUsd: savedMicroUsd } = found;
      hit = { kind: exact ? "exact" : "similar", key, savedMicroUsd };
      return found;
    } catch (error) {
      if (turn.signal.aborted) throw error;
      log.warn({ err: error, requestId: turn.requestId }, "the answer cache could not be read");
      return null;
    }
  }

  return {
    hit: () => hit,
    async find(standaloneQuestion) {
      const isPersonal = context.guarded.background.memories.length > 0;
      if (isPersonal || context.scope.length === 0) return null;
      entry = entryOf(turn, context, standaloneQuestion);
      const found = turn.isRegenerated ? null : await findOf("fresh");
      return found && givenAgain(found);
    },
    async findSpare() {
      const spare = await findOf("spare");
      return spare && givenInstead(spare);
    },
    async keep(answer) {
      if (turn.isRegenerated || !entry || turn.history.length > 0 || turn.summary?.length) return;
      if (!isWorthKeeping(answer, context.policy)) return;
      const { key, scopeKey, question, embedding, embeddingModel } = entry;
      const costMicroUsd = tools.meter.spentMicroUsd();
      try {
        await saveAnswerByKey(turn.principal, {
          key,
          scopeKey,
          question,
          embedding,
          embeddingModel: embedding && embeddingModel,
          answer: { ...answer, notices: [] },
          costMicroUsd,
        });
      } catch (error) {
        log.warn({ err: error, requestId: turn.requestId }, "the answer could not be cached");
      }
    },
  };
}

/**
 * Complete, and by the models that were meant to write it. One that was written again may be kept like any other where its sentences bear it
 * out: whoever asks next would only pay for both answers again. One that cites nothing or too little may come out better the next time,
 * and so may quoted sentences in the place of a model's answer.
 */
function isWorthKeeping(
  { status, notices, modelId, supportShare }: Answer,
  { checks: { supportMin } }: TenantPolicy,
): boolean {
  if (status !== "complete") return false;
  if (notices.length === 0) return true;
  const isRewritten = notices.every(({ kind }) => kind === "rewritten");
  return isRewritten && modelId !== extractiveModel.id && supportShare !== null && supportShare >= supportMin;
}

/** Of a tenant's policy, what shapes an answer: another address for alerts doesn't empty the cache. */
const shapesAnswers = ({ models, guards, checks }: TenantPolicy) => [models, guards, checks];

function entryOf(turn: Turn, { policy, scope, candidates }: CacheContext, standaloneQuestion: string): Entry {
  const question = standaloneQuestion.normalize("NFKC").trim().replaceAll(/\s+/g, " ");
  const corpus = scope.map(({ collectionId, version }) => `${collectionId}@${version}`);
  const models = candidates.map(({ id }) => id);
  const scopeKey = hash([
    corpus,
    answerPromptVersion,
    turn.model,
    models,
    shapesAnswers(policy),
    turn.filters,
    turn.infersFilters,
  ]);
  return {
    key: hash([scopeKey, canonicalQuestion(question) || question]),
    scopeKey,
    question,
    embeddingModel: scope[0]?.embeddingModel ?? "",
    embedding: null,
  };
}

const hash = (parts: unknown[]) => createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** The nearest that asks for the same. The question's vector is needed for the search anyway, and kept by lib/models/embed.ts. */
async function findAlike(
  { principal, signal }: Turn,
  entry: Entry,
  tools: { models: Models; meter: Meter },
  age: "fresh" | "spare",
): Promise<CachedAnswer | undefined> {
  const { question, embeddingModel: modelId, scopeKey } = entry;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(embeddingMsMax)]);
  const [embedding] = await embedQuestions({ texts: [question], modelId, signal: patience }, tools);
  if (!embedding) return undefined;
  entry.embedding = embedding;
  const like = { scopeKey, embedding, embeddingModel: modelId, similarityMin };
  const nearest = await findAnswersLike(principal, like, age);
  return nearest.find((candidate) => mayBeSame(candidate.question, question));
}

function givenAgain({ answer, costMicroUsd }: CachedAnswer): Answer {
  const saved = costMicroUsd > 0 ? ` That saved $${(costMicroUsd / 1_000_000).toPrecision(2)}.` : "";
  const text = `This question was answered before, from the same documents.${saved}`;
  return { ...answer, notices: [...answer.notices, { kind: "cached", text }] };
}

function givenInstead({ answer }: CachedAnswer): Answer {
  const text =
    "No model can answer right now. This answer was given to the same question before, from the same documents.";
  return { ...answer, notices: [...answer.notices, { kind: "cached", text }] };
}
