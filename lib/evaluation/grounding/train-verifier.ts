/**
 * Trains what `verifySentence` tells novelty by, on sentences that people labelled: logistic regression, fitted by Newton's method.
 * The same samples give the same weights.
 */
import {
  readSentence,
  type SupportFeature,
  supportFeatureNames,
} from "../../generation/verification/read-support-features.ts";
import type { SupportWeights } from "../../generation/verification/score-support.ts";
import type { GroundingSample } from "./read-samples.ts";

/** On weights of features scaled to unit deviation. From 3 to 30 the held-out results are within .005. */
const l2 = 10;
const stepsMax = 30;

export function trainVerifier(samples: readonly GroundingSample[]): SupportWeights {
  const rows: number[][] = [];
  const targets: number[] = [];
  for (const { source, sentences } of samples)
    for (const { text, isUnsupported } of sentences) {
      const { features, terms } = readSentence(text, [source]);
      // What announces a summary states nothing, though some people marked it.
      if (terms.size === 0 || text.endsWith(":")) continue;
      rows.push(supportFeatureNames.map((name) => features[name]));
      targets.push(isUnsupported ? 1 : 0);
    }
  return unscale(fitLogistic(scale(rows), targets), rows);
}

/** The weights for each batch, from all the others. */
export function trainHeldOut(samples: readonly GroundingSample[]): Map<string, SupportWeights> {
  const batches = [...new Set(samples.map(({ batch }) => batch))];
  return new Map(batches.map((held) => [held, trainVerifier(samples.filter(({ batch }) => batch !== held))]));
}

const column = (rows: number[][], k: number) => rows.map((row) => row[k] ?? 0);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const deviation = (values: number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2))) || 1;

function scale(rows: number[][]): number[][] {
  const means = supportFeatureNames.map((_, k) => mean(column(rows, k)));
  const deviations = supportFeatureNames.map((_, k) => deviation(column(rows, k)));
  return rows.map((row) => [...row.map((value, k) => (value - (means[k] ?? 0)) / (deviations[k] ?? 1)), 1]);
}

function unscale(fitted: number[], rows: number[][]): SupportWeights {
  const round = (value: number) => Number(value.toFixed(4));
  const scaled = supportFeatureNames.map((_, k) => (fitted[k] ?? 0) / deviation(column(rows, k)));
  const shift = scaled.reduce((sum, weight, k) => sum + weight * mean(column(rows, k)), 0);
  const weights = Object.fromEntries(
    supportFeatureNames.map((name, k) => [name, round(scaled[k] ?? 0)]),
  ) as Record<SupportFeature, number>;
  return { weights, intercept: round((fitted.at(-1) ?? 0) - shift) };
}

/** The last weight is the intercept's, which isn't held back. */
function fitLogistic(rows: number[][], targets: number[]): number[] {
  const size = rows[0]?.length ?? 0;
  const weights = new Array<number>(size).fill(0);
  for (let step = 0; step < stepsMax; step++) {
    const gradient = weights.map((weight, k) => (k < size - 1 ? l2 * weight : 0));
    const curvature = weights.map((_, k) =>
      weights.map((__, j): number => (k === j && k < size - 1 ? l2 : 0)),
    );
    rows.forEach((row, i) => {
      const chance = 1 / (1 + Math.exp(-row.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), 0)));
      const error = chance - (targets[i] ?? 0);
      for (let k = 0; k < size; k++) {
        gradient[k] = (gradient[k] ?? 0) + error * (row[k] ?? 0);
        const line = curvature[k] ?? [];
        for (let j = 0; j < size; j++)
          line[j] = (line[j] ?? 0) + chance * (1 - chance) * (row[k] ?? 0) * (row[j] ?? 0);
      }
    });
    const move = solve(curvature, gradient);
    move.forEach((by, k) => {
      weights[k] = (weights[k] ?? 0) - by;
    });
    if (Math.max(...move.map(Math.abs)) < 1e-9) break;
  }
  return weights;
}

/** Gauss–Jordan; the matrix is positive definite, so no pivot is needed. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  rows.forEach((pivotRow, i) => {
    const pivot = pivotRow[i] ?? 1;
    for (let k = 0; k < pivotRow.length; k++) pivotRow[k] = (pivotRow[k] ?? 0) / pivot;
    rows.forEach((row, j) => {
      const factor = j === i ? 0 : (row[i] ?? 0);
      if (factor !== 0)
        for (let k = 0; k < row.length; k++) row[k] = (row[k] ?? 0) - factor * (pivotRow[k] ?? 0);
    });
  });
  return rows.map((row) => row.at(-1) ?? 0);
}
