/** A 95 % interval. */
export interface Interval {
  low: number;
  high: number;
}

const resamples = 2000;

/**
 * The percentile bootstrap (Efron & Tibshirani 1993, ch. 13) of the mean of paired differences, one per question. The same
 * differences give the same interval.
 */
export function bootstrapInterval(differences: number[]): Interval {
  const random = mulberry32(42);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++)
      sum += differences[Math.floor(random() * differences.length)] ?? 0;
    return sum / Math.max(1, differences.length);
  }).sort((a, b) => a - b);
  return {
    low: means[Math.floor(resamples * 0.025)] ?? 0,
    high: means[Math.floor(resamples * 0.975)] ?? 0,
  };
}

/** Numbers from 0 to 1 that are the same on each run (Tommy Ettinger's generator, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
