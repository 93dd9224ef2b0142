import { AppError } from "../errors.ts";
import type { TenantPolicy } from "../tenant-policy.ts";
import { isAllowed } from "./allowed-models.ts";
import type { Models } from "./live-models.ts";
import type { ModelSpec } from "./model-spec.ts";

/**
 * The models that this tenant may use, chosen as it wants them: what isn't allowed can neither be found nor called through them, for
 * whatever job. A turn goes by these alone, so that no stage has to remember to ask. Calls to another model throw `model_not_allowed`.
 */
export function restrictModels(models: Models, policy: Pick<TenantPolicy, "models">): Models {
  const may = (model: ModelSpec) => isAllowed(model, policy);
  const orNull = (model: ModelSpec | null) => (model && may(model) ? model : null);
  /** An id that nothing is known of is left to the call, which refuses it. */
  const require = (model: ModelSpec | undefined) => {
    if (model && !may(model)) throw notAllowed(model);
  };
  return {
    list: () => models.list().filter(may),
    chatChain: () => models.chatChain(policy).filter(may),
    find(id) {
      const model = models.find(id);
      return model && may(model) ? model : undefined;
    },
    language(spec) {
      require(spec);
      return models.language(spec);
    },
    async embed(options) {
      require(models.find(options.modelId));
      return models.embed(options);
    },
    embeddingModel: () => models.embeddingModel(policy),
    rerankModel: () => orNull(models.rerankModel(policy)),
    async rerank(options) {
      require(models.find(options.modelId));
      return models.rerank(options);
    },
    moderationModel: () => orNull(models.moderationModel(policy)),
    async moderate(options) {
      require(models.find(options.modelId));
      return models.moderate(options);
    },
    judgeModel: () => orNull(models.judgeModel(policy)),
    generated: models.generated,
    hasWritten: models.hasWritten,
    patience: models.patience,
  };
}

/**
 * The same models for a question with personal data: where the tenant wants such data kept here and a chat model runs here, no other
 * one reads it, for whatever job. Searches go on as their collections were embedded.
 */
export function keepPersonalDataLocal(models: Models, policy: Pick<TenantPolicy, "models">): Models {
  if (!policy.models.keepsPersonalDataLocal) return models;
  const local = restrictModels(models, { models: { ...policy.models, isOnPremisesOnly: true } });
  if (!local.chatChain().some(({ provider }) => provider !== "builtin")) return models;
  const { chatChain, language, judgeModel, moderationModel, moderate } = local;
  return { ...models, chatChain, language, judgeModel, moderationModel, moderate };
}

function notAllowed({ id }: ModelSpec): AppError {
  return new AppError("model_not_allowed", { publicMessage: `This workspace may not use the model ${id}.` });
}
