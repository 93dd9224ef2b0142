import { AppError } from "../errors.ts";
import { costMicroUsd, extractiveModel, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import { writeAtMost } from "../models/write-at-most.ts";
import type { Quota } from "./reserve-quota.ts";
import { countsTokens, inputTokensMax, sumOf } from "./worst-case.ts";

/**
 * The models as far as the turn's budget goes. A chat model is handed out only while the hold covers one more call of it, however
 * many were made and failed before, so that no number of retries takes a turn past what it reserved; else `budget_exhausted` is thrown,
 * and the stage goes on as it does when a model fails. Of a turn that may cost nothing, the built-in models alone are left.
 */
export function modelsWithinQuota(
  models: Models,
  quota: Pick<Quota, "reserved" | "isFree" | "outputTokensMax">,
  { question, meter }: { question: string; meter: Pick<Meter, "parts"> },
): Models {
  if (quota.isFree) return builtinAlone(models);
  const { reserved, outputTokensMax } = quota;
  const inputTokens = inputTokensMax(question);
  const covers = (model: ModelSpec) => {
    if (!reserved) return true;
    const spent = sumOf(meter.parts());
    const microUsd = costMicroUsd(model, inputTokens, outputTokensMax);
    return (
      spent.microUsd + microUsd <= reserved.microUsd &&
      spent.tokens + inputTokens + outputTokensMax <= reserved.tokens
    );
  };
  return {
    ...models,
    language(spec) {
      if (!countsTokens(spec)) return models.language(spec);
      if (!covers(spec)) throw exhausted(spec.id);
      return writeAtMost(models.language(spec), outputTokensMax);
    },
  };
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
