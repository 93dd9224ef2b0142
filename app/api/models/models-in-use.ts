import {
  chatModelChain,
  defaultEmbeddingModel,
  degradations,
  listModels,
  type ModelSpec,
} from "@/lib/models/catalog";

export type ModelInUse = ModelSpec & {
  isBuiltin: boolean;
  /** What this model does at present, null when it is only available. */
  use: "answers" | "fallback" | "new-collections" | "reranking" | null;
  /** For chat models in use: 1 is asked first, 2 when that fails, and so on. */
  order: number | null;
};

/** Every model that can be called now with what it is used for, those in use first, and what is weaker than it could be. */
export function modelsInUse(): { models: ModelInUse[]; degradations: string[] } {
  const chain = chatModelChain().map((model) => model.id);
  const embeddingId = defaultEmbeddingModel().id;
  const models = listModels().map((model): ModelInUse => {
    const place = model.kind === "chat" ? chain.indexOf(model.id) + 1 : 0;
    return {
      ...model,
      isBuiltin: model.provider === "builtin",
      use: useOf(model, place, embeddingId),
      order: place > 0 ? place : null,
    };
  });
  const rank = (model: ModelInUse) => model.order ?? (model.use ? 0 : Number.MAX_SAFE_INTEGER);
  return { models: models.toSorted((a, b) => rank(a) - rank(b)), degradations: degradations() };
}

function useOf(model: ModelSpec, placeInChain: number, embeddingId: string): ModelInUse["use"] {
  if (model.kind === "rerank") return "reranking";
  if (model.kind === "embedding") return model.id === embeddingId ? "new-collections" : null;
  if (placeInChain === 0) return null;
  return placeInChain === 1 ? "answers" : "fallback";
}
