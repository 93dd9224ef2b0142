import type { LinearModel } from "../../guards/injection/linear-model.ts";
import { wordWeight } from "../../guards/injection/linear-model.ts";
import { hashedSize, type TextFeatures } from "../../guards/injection/read-features.ts";
import type { TextModels } from "../../guards/injection/score-text.ts";
import { seededRandom } from "../seeded-random.ts";

export interface LabelledText {
  features: TextFeatures;
  isAttack: boolean;
  /** How much it counts. Default 1. */
  weight?: number;
}

/** Ridge's, chosen by cross-validation among 1e-4, 1e-3 and 3e-3: more of it finds fewer attacks, less lets fewer hard prompts pass. */
const ridge = 1e-3;
const epochs = 15;
const rate = 0.3;

/** Both models of a kind, from the same texts. The same texts give the same weights. */
export function fitTextModels(texts: LabelledText[]): TextModels {
  return { patterns: fitLinearModel(texts, false), words: fitLinearModel(texts, true) };
}

/** Logistic regression by AdaGrad (Duchi, Hazan & Singer 2011). */
function fitLinearModel(texts: LabelledText[], hasWords: boolean): LinearModel {
  const first = texts[0]?.features;
  const [patterns, figures] = [first?.patterns.length ?? 0, first?.figures.length ?? 0];
  const size = 1 + patterns + figures + (hasWords ? hashedSize : 0);
  const weights = new Float64Array(size);
  const squares = new Float64Array(size).fill(1e-2);
  const inputs = texts.map(({ features }) => sparse(features, hasWords));
  const random = seededRandom(7);
  const order = texts.map((_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const i of order) {
      const { at, value } = inputs[i]!;
      const { isAttack, weight = 1 } = texts[i]!;
      let logit = 0;
      for (let k = 0; k < at.length; k++) logit += weights[at[k]!]! * value[k]!;
      const error = (1 / (1 + Math.exp(-logit)) - Number(isAttack)) * weight;
      for (let k = 0; k < at.length; k++) {
        const j = at[k]!;
        const gradient = error * value[k]! + (j === 0 ? 0 : ridge * weights[j]!);
        squares[j]! += gradient * gradient;
        weights[j]! -= (rate * gradient) / Math.sqrt(squares[j]!);
      }
    }
  }
  return {
    bias: weights[0]!,
    patterns: [...weights.slice(1, 1 + patterns)],
    figures: [...weights.slice(1 + patterns, 1 + patterns + figures)],
    hashed: weights.slice(1 + patterns + figures),
  };
}

/** The features that aren't 0, after the bias. */
function sparse(features: TextFeatures, hasWords: boolean): { at: Int32Array; value: Float64Array } {
  const at = [0];
  const value = [1];
  const add = (j: number, x: number) => at.push(j) && value.push(x);
  features.patterns.forEach((isThere, i) => void (isThere && add(1 + i, 1)));
  const figuresFrom = 1 + features.patterns.length;
  features.figures.forEach((x, i) => void add(figuresFrom + i, x));
  const wordsFrom = figuresFrom + features.figures.length;
  if (hasWords) for (const bucket of features.buckets) add(wordsFrom + bucket, wordWeight(features));
  return { at: Int32Array.from(at), value: Float64Array.from(value) };
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
