import {
  type DifficultyWeights,
  difficultySum,
  type QuestionFeature,
  questionFeatureNames,
  readQuestionFeatures,
} from "../../generation/difficulty.ts";
import type { RoutedPrompt } from "./read-routed-prompts.ts";

/** On features of unit deviation. From .01 to 1 the area differs by less than .01. */
const l2 = 0.3;

/**
 * The weights by which the sum of features comes nearest, in squares, to what the strong model gains over the weak one (1, 0 or −1).
 * The gain and not the weak model's failure: what neither can answer isn't worth the strong one's price.
 */
export function fitDifficulty(prompts: RoutedPrompt[]): DifficultyWeights {
  const rows = prompts.map(({ prompt }) => readQuestionFeatures(prompt));
  const gains = prompts.map(({ strong, weak }) => strong - weak);
  const columns = questionFeatureNames.map((name) => standardised(rows.map((row) => row[name])));
  const meanGain = mean(gains);
  const size = columns.length;
  const matrix = columns.map((one, i) =>
    columns.map((other, k) => dot(one.values, other.values) / rows.length + (i === k ? l2 : 0)),
  );
  const target = columns.map(
    ({ values }) =>
      dot(
        values,
        gains.map((gain) => gain - meanGain),
      ) / rows.length,
  );
  const solved = solve(matrix, target, size);
  const weights = Object.fromEntries(
    questionFeatureNames.map((name, i) => [name, round((solved[i] ?? 0) / (columns[i]?.deviation ?? 1))]),
  ) as Record<QuestionFeature, number>;
  const sums = rows.map((row) => difficultySum(row, weights)).sort((a, b) => a - b);
  const at = (share: number) => round(sums[Math.floor(share * (sums.length - 1))] ?? 0);
  return { weights, quartiles: { lower: at(0.25), middle: at(0.5), upper: at(0.75) } };
}

function standardised(values: number[]) {
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) || 1;
  return { values: values.map((value) => (value - middle) / deviation), deviation };
}

/** Gauss's elimination; with a penalty on its diagonal the matrix has an inverse. */
function solve(matrix: number[][], target: number[], size: number): number[] {
  const rows = matrix.map((row, i) => [...row, target[i] ?? 0]);
  const cell = (i: number, k: number) => rows[i]?.[k] ?? 0;
  for (let pivot = 0; pivot < size; pivot++)
    for (let i = 0; i < size; i++) {
      if (i === pivot) continue;
      const factor = cell(i, pivot) / cell(pivot, pivot);
      rows[i] = (rows[i] ?? []).map((value, k) => value - factor * cell(pivot, k));
    }
  return rows.map((_, i) => cell(i, size) / cell(i, i));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const dot = (one: number[], other: number[]) =>
  one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
const round = (value: number) => Number(value.toPrecision(4));
