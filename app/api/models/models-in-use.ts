import {
  chatModelChain,
  defaultEmbeddingModel,
  degradations,
  listModels,
  type ModelSpec,
  rerankModel,
} from "@/lib/models/catalog";

export type ModelInUse = ModelSpec & {
  isBuiltin: boolean;
  /** Run on this machine, from files that were fetched or put there. */
  isLocal: boolean;
  /** What this model does at present, null when it is only available. */
  use: "answers" | "fallback" | "new-collections" | "reranking" | null;
  /** For chat models in use: 1 is asked first, 2 when that fails, and so on. */
  order: number | null;
};

/** Every model that can be called now with what it is used for, those in use first, and what is weaker than it could be. */
export function modelsInUse(): { models: ModelInUse[]; degradations: string[] } {
  const chain = chatModelChain().map((model) => model.id);
  const inUse = new Map<string, ModelInUse["use"]>([[defaultEmbeddingModel().id, "new-collections"]]);
  const reranker = rerankModel();
  if (reranker) inUse.set(reranker.id, "reranking");
  const models = listModels().map((model): ModelInUse => {
    const place = model.kind === "chat" ? chain.indexOf(model.id) + 1 : 0;
    return {
      ...model,
      isBuiltin: model.provider === "builtin",
      isLocal: model.provider === "local",
      use: model.kind === "chat" ? chatUseOf(place) : (inUse.get(model.id) ?? null),
      order: place > 0 ? place : null,
    };
  });
  const rank = (model: ModelInUse) => model.order ?? (model.use ? 0 : Number.MAX_SAFE_INTEGER);
  return { models: models.toSorted((a, b) => rank(a) - rank(b)), degradations: degradations() };
}

function chatUseOf(place: number): ModelInUse["use"] {
  if (place === 0) return null;
  return place === 1 ? "answers" : "fallback";
}
