import { type SupportFeature, supportFeatureNames } from "./read-support-features.ts";
import trained from "./weights.json" with { type: "json" };

export interface SupportWeights {
  weights: Record<SupportFeature, number>;
  intercept: number;
}

/**
 * How likely it is that people would call a sentence unsupported, 0 to 1: linear in the features, with weights that
 * `scripts/train-verifier.mjs` learned from labelled sentences.
 */
export function scoreSupport(
  features: Record<SupportFeature, number>,
  { weights, intercept }: SupportWeights = trained,
): number {
  const sum = supportFeatureNames.reduce((all, name) => all + weights[name] * features[name], intercept);
  return 1 / (1 + Math.exp(-sum));
}
