/** Draws numbers by their distributions. `random` gives numbers from 0 to 1, as seededRandom does. */
type Random = () => number;

/** Mean 0, variance 1 (Box & Muller 1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface LogNormal {
  median: number;
  /** Of its logarithm. */
  sigma: number;
  max: number;
}

/** A whole number from 1 to the maximum. */
export function drawLogNormal(random: Random, { median, sigma, max }: LogNormal): number {
  const drawn = Math.round(median * Math.exp(sigma * drawNormal(random)));
  return Math.min(max, Math.max(1, drawn));
}

/**
 * Ranks from 0, each drawn in proportion to 1 / (rank + 1 + q) ^ s (Mandelbrot 1953). The defaults fit English without its stop
 * words: the commonest word stands in a third of the chunks. A draw is one look-up by bisection.
 */
export function zipf(ranks: number, s = 1.25, q = 20): (random: Random) => number {
  const cumulative = new Float64Array(ranks);
  let sum = 0;
  for (let rank = 0; rank < ranks; rank++) {
    sum += (rank + 1 + q) ** -s;
    cumulative[rank] = sum;
  }
  return (random) => {
    const aim = random() * sum;
    let low = 0;
    let high = ranks - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < aim) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
