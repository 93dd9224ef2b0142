import { hashedSize, type TextFeatures } from "./read-features.ts";

/** A logistic regression over what `readFeatures` sees. */
export interface LinearModel {
  bias: number;
  /** In the order of `attackPatterns`. */
  patterns: number[];
  /** In the order of `figureNames`. */
  figures: number[];
  /** One per bucket; none: words count for nothing. */
  hashed: ArrayLike<number>;
}

/** As it's kept in weights.json: the buckets in base64, a signed byte each, of which 127 stands for `hashedMax`. */
export interface StoredModel extends Omit<LinearModel, "hashed"> {
  hashed: string;
  hashedMax: number;
}

/** A text of fewer words than this says little by them: 8 in its place refused 4.4 of 100 harmless prompts with words of attacks, 40 refused 3.5. */
const wordsMin = 40;

/** How much each of a text's words counts. */
export const wordWeight = ({ buckets }: TextFeatures) => 3 / Math.sqrt(Math.max(wordsMin, buckets.size));

/** The model's logit: 0 is as likely as not. */
export function logitOf(model: LinearModel, features: TextFeatures): number {
  let logit = model.bias;
  for (const [i, isThere] of features.patterns.entries()) if (isThere) logit += model.patterns[i] ?? 0;
  for (const [i, figure] of features.figures.entries()) logit += figure * (model.figures[i] ?? 0);
  if (model.hashed.length === 0) return logit;
  let words = 0;
  for (const bucket of features.buckets) words += model.hashed[bucket] ?? 0;
  return logit + words * wordWeight(features);
}

/** As it's kept, and back again; a weight loses at most half of 1/127 of the largest. */
export function storeModel({ hashed, ...model }: LinearModel): StoredModel {
  const round = (weights: number[]) => weights.map((weight) => Math.round(weight * 1e4) / 1e4);
  const max = Math.max(1e-9, ...Array.from(hashed, Math.abs));
  const bytes = Int8Array.from(hashed, (weight) => Math.round((weight / max) * 127));
  return {
    bias: Math.round(model.bias * 1e4) / 1e4,
    patterns: round(model.patterns),
    figures: round(model.figures),
    hashed: Buffer.from(bytes.buffer).toString("base64"),
    hashedMax: max,
  };
}

export function openModel({ hashed, hashedMax, ...model }: StoredModel): LinearModel {
  const bytes = new Int8Array(Buffer.from(hashed, "base64"));
  if (bytes.length !== 0 && bytes.length !== hashedSize)
    throw new Error("weights.json is of another version");
  return { ...model, hashed: Float32Array.from(bytes, (byte) => (byte / 127) * hashedMax) };
}
