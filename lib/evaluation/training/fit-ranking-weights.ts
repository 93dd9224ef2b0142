/** One question's candidates as numbers: a row per candidate, and which share of the relevance each has. */
export interface RankedRows {
  rows: Float64Array[];
  /** One per row; they add up to 1. */
  targets: number[];
}

const epochs = 150;
const learningRate = 0.1;

/**
 * The weights under which a softmax over each question's scores comes nearest to where its relevance lies (ListNet's top-one loss, Cao et
 * al. 2007; convex), with an L2 penalty on weights of rows scaled to unit deviation. Each set counts the same, however many questions it has.
 * Adam over all of it at once: the same rows give the same weights.
 */
export function fitRankingWeights(sets: RankedRows[][], l2: number): number[] {
  const size = sets[0]?.[0]?.rows[0]?.length ?? 0;
  const deviations = deviationsOf(sets, size);
  const weights = new Float64Array(size);
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const gradient = gradientOf(sets, weights, deviations);
    const rate = epoch > 0.7 * epochs ? learningRate / 3 : learningRate;
    for (let k = 0; k < size; k++) {
      const slope = at(gradient, k) + l2 * at(weights, k);
      first[k] = 0.9 * at(first, k) + 0.1 * slope;
      second[k] = 0.999 * at(second, k) + 0.001 * slope * slope;
      const step = at(first, k) / (1 - 0.9 ** epoch);
      const scale = Math.sqrt(at(second, k) / (1 - 0.999 ** epoch)) + 1e-8;
      weights[k] = at(weights, k) - (rate * step) / scale;
    }
  }
  return Array.from(weights, (weight, k) => weight / at(deviations, k));
}

const at = (values: Float64Array, k: number) => values[k] ?? 0;

function gradientOf(sets: RankedRows[][], weights: Float64Array, deviations: Float64Array): Float64Array {
  const gradient = new Float64Array(weights.length);
  const scaled = weights.map((weight, k) => weight / at(deviations, k));
  for (const questions of sets)
    for (const { rows, targets } of questions) {
      const shares = softmax(rows.map((row) => score(row, scaled)));
      const share = 1 / questions.length / sets.length;
      rows.forEach((row, i) => {
        const error = share * ((shares[i] ?? 0) - (targets[i] ?? 0));
        for (let k = 0; k < row.length; k++) gradient[k] = at(gradient, k) + error * at(row, k);
      });
    }
  return gradient.map((slope, k) => slope / at(deviations, k));
}

export function score(row: Float64Array, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += at(row, k) * (weights[k] ?? 0);
  return sum;
}

function softmax(scores: number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((each) => Math.exp(each - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Of each column over all rows; 1 where it never varies. */
function deviationsOf(sets: RankedRows[][], size: number): Float64Array {
  const rows = sets.flat().flatMap((question) => question.rows);
  return new Float64Array(size).map((_, k) => {
    const mean = rows.reduce((sum, row) => sum + at(row, k), 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (at(row, k) - mean) ** 2, 0) / rows.length;
    return Math.sqrt(variance) || 1;
  });
}
