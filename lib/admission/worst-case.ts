import type { SpendPart } from "../../db/budget.ts";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import { costMicroUsd, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import type { Turn } from "../turn.ts";

/** Instructions and fences of the answer prompt. */
const promptTokens = 600;
/** Instructions of the condensing prompt, and what it may write. */
const condenseTokens = { input: 600, output: 300 };
/** The dearest answer is reserved this often: a second attempt, by another model or after a check, may cost as much as the first. */
const answerCalls = 2;
/** A call that failed may have been charged for before it was made again (lib/models/embed.ts, rerank.ts). */
const callsWithRetries = { embedding: 4, rerank: 2 };
/** The question whole, its parts, and what a cached answer is looked for by. */
const embeddedQueriesMax = 6;

/** A judge reads the evidence that one sentence cites, all of it at most, and the sentence. */
const judgeTokens = { input: limits.evidenceTokensMax + 1_500, output: limits.judgeOutputTokensMax };

/** What one turn needs to know of itself for its cost. */
export interface WorstCaseInput {
  turn: Pick<Turn, "question" | "history">;
  candidates: ModelSpec[];
  embeddingModelIds: string[];
  models: Pick<Models, "chatChain" | "find" | "rerankModel" | "judgeModel" | "moderationModel">;
  outputTokens: number;
  policy: TenantPolicy;
  /** Whether doubtful sentences are judged, where the policy wants that. */
  isJudged: boolean;
}

/** The most that one call of an answer reads. */
export const inputTokensMax = (question: string) =>
  promptTokens + limits.evidenceTokensMax + limits.historyTokensMax + countTokens(question);

/** The most that one call of an answer costs: what comes before the evidence may be dearer, as input that the provider is to keep. */
export const callMicroUsdMax = (model: ModelSpec, question: string, outputTokens: number) =>
  costMicroUsd(model, inputTokensMax(question), outputTokens, {
    cacheWriteTokens: promptTokens + limits.historyTokensMax,
  });

/**
 * The most that a turn can cost, by feature: a condensed question where there's a conversation, its embeddings, reranking, the
 * dearest of the candidates reading and writing as much as limits allow, twice, and where the policy wants them moderation and a judge.
 * Features that cost neither money nor tokens are left out: the built-in models do.
 */
export function worstCase(input: WorstCaseInput): SpendPart[] {
  const beforeAnswer = [moderating(input), condensing(input), embedding(input), reranking(input)];
  const parts = [...beforeAnswer, answering(input), judging(input)];
  return parts.filter(({ microUsd, tokens }) => microUsd > 0 || tokens > 0);
}

function answering({ turn, candidates, outputTokens }: WorstCaseInput): SpendPart {
  const inputTokens = inputTokensMax(turn.question);
  const paid = candidates.filter(countsTokens);
  const dearest = Math.max(0, ...paid.map((model) => callMicroUsdMax(model, turn.question, outputTokens)));
  return {
    feature: "answer",
    microUsd: answerCalls * dearest,
    tokens: paid.length > 0 ? answerCalls * (inputTokens + outputTokens) : 0,
  };
}

function condensing({ turn, models }: WorstCaseInput): SpendPart {
  const model = models.chatChain()[0];
  const feature = "condense";
  if (turn.history.length === 0 || !model || !countsTokens(model)) return { feature, microUsd: 0, tokens: 0 };
  const input = condenseTokens.input + limits.historyTokensMax + countTokens(turn.question);
  const { output } = condenseTokens;
  return { feature, microUsd: costMicroUsd(model, input, output), tokens: input + output };
}

function embedding({ turn, models, embeddingModelIds }: WorstCaseInput): SpendPart {
  const tokensEach = callsWithRetries.embedding * embeddedQueriesMax * countTokens(turn.question);
  const used = [...new Set(embeddingModelIds)].flatMap((id) => models.find(id) ?? []).filter(countsTokens);
  const microUsd = used.reduce((sum, model) => sum + costMicroUsd(model, tokensEach, 0), 0);
  return { feature: "query-embedding", microUsd, tokens: used.length * tokensEach };
}

function reranking({ turn, models }: WorstCaseInput): SpendPart {
  const model = models.rerankModel();
  const feature = "rerank";
  if (!model || !countsTokens(model)) return { feature, microUsd: 0, tokens: 0 };
  const calls = callsWithRetries.rerank;
  const tokensOfPair = limits.chunkTokensMax + countTokens(turn.question);
  const tokens = calls * limits.candidatesMax * tokensOfPair;
  return { feature, microUsd: costMicroUsd(model, tokens, 0, { calls }), tokens };
}

/** It's charged by the call, where it's charged for at all. */
function moderating({ models, policy }: WorstCaseInput): SpendPart {
  const model = policy.guards.usesModeration ? models.moderationModel(policy) : null;
  return { feature: "moderation", microUsd: model ? costMicroUsd(model, 0, 0, { calls: 1 }) : 0, tokens: 0 };
}

function judging({ models, policy, isJudged }: WorstCaseInput): SpendPart {
  const judge = isJudged && policy.checks.usesJudge ? models.judgeModel(policy) : null;
  const feature = "judge";
  if (!judge || !countsTokens(judge)) return { feature, microUsd: 0, tokens: 0 };
  const { input, output } = judgeTokens;
  const calls = limits.judgedSentencesMax;
  return { feature, microUsd: calls * costMicroUsd(judge, input, output), tokens: calls * (input + output) };
}

/** The built-in models compute here and are charged for by nobody. */
export const countsTokens = ({ provider }: Pick<ModelSpec, "provider">) => provider !== "builtin";

export function sumOf(parts: SpendPart[]): { microUsd: number; tokens: number } {
  return parts.reduce(
    (sum, part) => ({ microUsd: sum.microUsd + part.microUsd, tokens: sum.tokens + part.tokens }),
    { microUsd: 0, tokens: 0 },
  );
}
