import { AppError } from "../errors.ts";
import { extractiveModel, type ModelSpec } from "../models/catalog.ts";
import type { Models } from "../models/live-models.ts";

/**
 * The models to try for an answer, in order: the one asked for, or for "auto" the first of the chain; then the rest of the
 * chain; last the built-in extractive model, which can't fail. Throws `model_not_found` for an unknown id.
 */
export function routeModel(asked: string, models: Models): ModelSpec[] {
  const chain = models.chatChain();
  if (asked === "auto") return withExtractiveLast(chain);
  const model = models.find(asked);
  if (model?.kind !== "chat")
    throw new AppError("model_not_found", { publicMessage: `There is no model “${asked.slice(0, 100)}”.` });
  return withExtractiveLast([model, ...chain]);
}

function withExtractiveLast(chain: ModelSpec[]): ModelSpec[] {
  const others = chain.filter((model) => model.id !== extractiveModel.id);
  const isExtractiveAsked = chain[0]?.id === extractiveModel.id;
  return isExtractiveAsked
    ? [extractiveModel]
    : [...new Map([...others, extractiveModel].map((model) => [model.id, model])).values()];
}
