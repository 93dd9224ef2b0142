import { isResting } from "./call-model.ts";
import type { ModelSpec } from "./model-spec.ts";

/**
 * What does the small jobs around an answer, such as rewriting a follow-up question: the cheapest chat model of those that are tried,
 * the first of several as cheap. Null where there's none but the built-in one, or all rest after failures.
 */
export function taskModel(chain: ModelSpec[]): ModelSpec | null {
  const writers = chain.filter((model) => model.provider !== "builtin" && !isResting(model));
  const [cheapest] = writers.toSorted((a, b) => priceOf(a) - priceOf(b));
  return cheapest ?? null;
}

/** Of an answer: about six times as many tokens are read as written. */
export const priceOf = ({ inputPrice, outputPrice }: Pick<ModelSpec, "inputPrice" | "outputPrice">) =>
  6 * inputPrice + outputPrice;
