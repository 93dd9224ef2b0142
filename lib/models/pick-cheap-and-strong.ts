import type { TenantPolicy } from "../tenant-policy.ts";
import type { ModelSpec } from "./model-spec.ts";
import { priceOf } from "./task-model.ts";

/**
 * The two ends of routing by difficulty: those that the tenant named, where they are among the writers, else the cheapest and the
 * dearest. Undefined where there are no writers.
 */
export function pickCheapAndStrong(
  writers: ModelSpec[],
  { models }: Pick<TenantPolicy, "models">,
): { cheap: ModelSpec | undefined; strong: ModelSpec | undefined } {
  const byPrice = writers.toSorted((a, b) => priceOf(a) - priceOf(b));
  const named = (id: string | null) => writers.find((model) => model.id === id);
  return { cheap: named(models.cheap) ?? byPrice[0], strong: named(models.strong) ?? byPrice.at(-1) };
}
