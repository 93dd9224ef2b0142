import type { Amounts } from "../budget-schemas.ts";
import { AppError } from "../errors.ts";
import { limits } from "../limits.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { writeAtMost } from "../models/write-at-most.ts";
import type { Quota } from "./reserve-quota.ts";
import { callMicroUsdMax, countsTokens, inputTokensMax, sumOf } from "./worst-case.ts";

/**
 * The models as far as the turn's budget goes. A chat model is handed out only while the hold covers one more call of it, however
 * many were made and failed before, so that no number of retries takes a turn past what it reserved, nor its answer past what was reserved
 * for that: a budget may be the answers' alone. Else `budget_exhausted` is thrown, and the stage goes on as it does when a model fails. A
 * judge has a share of the hold of its own, which no answer eats into, and its calls are counted out. Of a turn that may cost nothing,
 * the built-in models alone are left.
 */
export function modelsWithinQuota(
  models: Models,
  quota: Pick<Quota, "reserved" | "reservedForAnswer" | "reservedForJudge" | "isFree" | "outputTokensMax">,
  { question, meter }: { question: string; meter: Pick<Meter, "parts"> },
): Models {
  if (quota.isFree) return builtinAlone(models);
  const { reserved, reservedForAnswer, reservedForJudge, outputTokensMax } = quota;
  if (!reserved || !reservedForAnswer || !reservedForJudge)
    return { ...models, language: writingAtMost(models, outputTokensMax) };
  const inputTokens = inputTokensMax(question);
  const judges = new WeakSet<ModelSpec>();
  let judgeCallsLeft = limits.judgedSentencesMax;

  const forAllElse = {
    microUsd: reserved.microUsd - reservedForJudge.microUsd,
    tokens: reserved.tokens - reservedForJudge.tokens,
  };
  const covers = (model: ModelSpec) => {
    const microUsd = callMicroUsdMax(model, question, outputTokensMax);
    const tokens = inputTokens + outputTokensMax;
    const fits = (spent: Amounts, within: Amounts) =>
      spent.microUsd + microUsd <= within.microUsd && spent.tokens + tokens <= within.tokens;
    const spent = meter.parts().filter(({ feature }) => feature !== "judge");
    const onAnswer = spent.filter(({ feature }) => feature === "answer");
    return fits(sumOf(spent), forAllElse) && fits(sumOf(onAnswer), reservedForAnswer);
  };
  return {
    ...models,
    language(spec) {
      if (!countsTokens(spec)) return models.language(spec);
      const isJudge = judges.has(spec);
      if (isJudge ? judgeCallsLeft-- <= 0 : !covers(spec)) throw exhausted(spec.id);
      return writeAtMost(models.language(spec), isJudge ? limits.judgeOutputTokensMax : outputTokensMax);
    },
    judgeModel(policy) {
      const judge = models.judgeModel(policy);
      if (!judge || !countsTokens(judge)) return judge;
      if (reservedForJudge.tokens === 0) return null; // the budget didn't cover it
      const own = { ...judge }; // by which its calls are told from an answer's by the same model
      judges.add(own);
      return own;
    },
  };
}

function writingAtMost(models: Models, outputTokensMax: number): Models["language"] {
  return (spec) =>
    countsTokens(spec) ? writeAtMost(models.language(spec), outputTokensMax) : models.language(spec);
}

function builtinAlone(models: Models): Models {
  const require = (model: ModelSpec | undefined, id: string) => {
    if (!model || countsTokens(model)) throw exhausted(id);
  };
  const orNull = (model: ModelSpec | null) => (model && !countsTokens(model) ? model : null);
  return {
    ...models,
    chatChain: () => [extractiveModel],
    language(spec) {
      require(spec, spec.id);
      return models.language(spec);
    },
    async embed(options) {
      require(models.find(options.modelId), options.modelId);
      return models.embed(options);
    },
    rerankModel: () => orNull(models.rerankModel()) ?? models.find("builtin/features") ?? null,
    async rerank(options) {
      require(models.find(options.modelId), options.modelId);
      return models.rerank(options);
    },
    moderationModel: () => null,
    judgeModel: () => null,
  };
}

function exhausted(modelId: string): AppError {
  return new AppError("budget_exhausted", {
    message: `what the turn reserved doesn't cover a call of ${modelId}`,
  });
}
