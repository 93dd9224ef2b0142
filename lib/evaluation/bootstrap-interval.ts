import { seededRandom } from "./seeded-random.ts";

/** A 95 % interval. */
export interface Interval {
  low: number;
  high: number;
}

const resamples = 2000;

/**
 * The percentile bootstrap (Efron & Tibshirani 1993, ch. 13) of a mean, of one value per question: a metric, or the paired
 * difference of two. The same values and seed give the same interval.
 */
export function bootstrapInterval(values: number[], seed?: number): Interval {
  return intervalOf(resampledMeans([values], seed));
}

/**
 * The same for values that come in groups and aren't independent within them, such as answers drawn from one text: whole groups are
 * resampled, so that many values from few groups don't pass for many.
 */
export function bootstrapGroups(groups: number[][], seed = 42): Interval {
  const random = seededRandom(seed);
  const sums = groups.map((values) => values.reduce((sum, value) => sum + value, 0));
  const means = Array.from({ length: resamples }, () => {
    let [sum, count] = [0, 0];
    for (let drawn = 0; drawn < groups.length; drawn++) {
      const i = Math.floor(random() * groups.length);
      sum += sums[i] ?? 0;
      count += groups[i]?.length ?? 0;
    }
    return sum / Math.max(1, count);
  });
  return intervalOf(means.sort((a, b) => a - b));
}

export interface Difference extends Interval {
  mean: number;
  /** How likely a mean as far from zero is where there's no difference: twice the share of resampled means beyond zero. */
  p: number;
}

/**
 * The mean over data sets of each one's mean paired difference, every set weighing the same however many questions it has.
 * Questions are resampled within their sets; whether another set would say the same, an interval like that can't tell.
 */
export function bootstrapDifference(sets: number[][], seed?: number): Difference {
  const means = resampledMeans(sets, seed);
  const share = (isBeyond: (mean: number) => boolean) => means.filter(isBeyond).length / means.length;
  return {
    mean: meanOf(sets.map(meanOf)),
    ...intervalOf(means),
    p: Math.min(
      1,
      2 *
        Math.min(
          share((mean) => mean <= 0),
          share((mean) => mean >= 0),
        ),
    ),
  };
}

/** In ascending order. */
function resampledMeans(sets: number[][], seed = 42): number[] {
  const random = seededRandom(seed);
  const means = Array.from({ length: resamples }, () =>
    meanOf(sets.map((values) => resampledMean(values, random))),
  );
  return means.sort((a, b) => a - b);
}

function resampledMean(values: number[], random: () => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? 0;
  return sum / Math.max(1, values.length);
}

const intervalOf = (sorted: number[]): Interval => ({
  low: sorted[Math.floor(resamples * 0.025)] ?? 0,
  high: sorted[Math.floor(resamples * 0.975)] ?? 0,
});

const meanOf = (values: number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
