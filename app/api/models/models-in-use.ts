import { isAllowed } from "@/lib/models/allowed-models";
import {
  chatModelChain,
  defaultEmbeddingModel,
  degradations,
  judgeModel,
  listModels,
  type ModelSpec,
  moderationModel,
  rerankModel,
  roleChoices,
} from "@/lib/models/catalog";
import { pricesAsOf } from "@/lib/models/listed-models";
import { modelRoles } from "@/lib/models/model-spec";
import type { TenantPolicy } from "@/lib/tenant-policy";

export type ModelInUse = ModelSpec & {
  isBuiltin: boolean;
  /** Run on this machine, from files that were fetched or put there. */
  isLocal: boolean;
  /** Whether this workspace may use it. */
  isAllowed: boolean;
  /** What this model does at present, null when it is only available. */
  use: "answers" | "fallback" | "new-collections" | "reranking" | "moderation" | null;
  /** For chat models in use: 1 is asked first, 2 when that fails, and so on. */
  order: number | null;
};

/**
 * Every model that can be called now with what it is used for in this workspace, those in use first, what is weaker than it
 * could be, and who chose which model for which job.
 */
export function modelsInUse(policy: TenantPolicy) {
  const chain = chatModelChain(policy).map((model) => model.id);
  const inUse = new Map<string, ModelInUse["use"]>([[defaultEmbeddingModel(policy).id, "new-collections"]]);
  const [reranker, moderator] = [rerankModel(policy), moderationModel(policy)];
  if (reranker) inUse.set(reranker.id, "reranking");
  if (moderator) inUse.set(moderator.id, "moderation");
  const models = listModels().map((model): ModelInUse => {
    const place = model.kind === "chat" ? chain.indexOf(model.id) + 1 : 0;
    return {
      ...model,
      isBuiltin: model.provider === "builtin",
      isLocal: model.provider === "local",
      isAllowed: isAllowed(model, policy),
      use: model.kind === "chat" ? chatUseOf(place) : (inUse.get(model.id) ?? null),
      order: place > 0 ? place : null,
    };
  });
  const rank = (model: ModelInUse) => model.order ?? (model.use ? 0 : Number.MAX_SAFE_INTEGER);
  return {
    models: models.toSorted((a, b) => rank(a) - rank(b)),
    degradations: degradations(),
    pricesAsOf,
    roles: modelRoles.map((role) => ({
      role,
      /** What does the job now; null: nothing does. */
      modelId: nowIn(role, policy),
      choices: roleChoices(role, policy),
    })),
  };
}

function nowIn(role: (typeof modelRoles)[number], policy: TenantPolicy): string | null {
  switch (role) {
    case "chat":
      return chatModelChain(policy)[0]?.id ?? null;
    case "embedding":
      return defaultEmbeddingModel(policy).id;
    case "rerank":
      return rerankModel(policy)?.id ?? null;
    case "moderation":
      return moderationModel(policy)?.id ?? null;
    case "judge":
      return judgeModel(policy)?.id ?? null;
  }
}

function chatUseOf(place: number): ModelInUse["use"] {
  if (place === 0) return null;
  return place === 1 ? "answers" : "fallback";
}
