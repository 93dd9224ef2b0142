/**
 * What routing is worth between two models. The curve: the share of prompts that go to the strong model, the most difficult first, against the
 * share of right answers. The number: the area under it between that of a random router, a straight line from weak to strong, and
 * that of an oracle that knows which prompts only the strong model answers: 0 is chance, 1 can't be beaten, below 0 is worse than chance.
 */
import type { Interval } from "../bootstrap-interval.ts";
import { seededRandom } from "../seeded-random.ts";

/** One prompt: whether each model is right, and how difficult the router takes it for. */
export interface RoutedCase {
  weak: number;
  strong: number;
  score: number;
}

export interface CurvePoint {
  /** Of the prompts, to the strong model. */
  strongShare: number;
  quality: number;
}

export interface RoutingWorth {
  cases: number;
  weakQuality: number;
  strongQuality: number;
  /** The area between random (0) and oracle (1), with its 95 % interval. */
  area: number;
  interval: Interval;
  /** The mean share of the gap between the two models that is recovered, as RouteLLM reports it (APGR): .5 is chance. */
  gapRecovered: number;
  points: CurvePoint[];
  oraclePoints: CurvePoint[];
}

const resamples = 2000;
const seed = 42;
const pointShares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

export function measureRouting(cases: RoutedCase[]): RoutingWorth {
  const ordered = cases.toSorted((a, b) => b.score - a.score);
  const gains = ordered.map(({ strong, weak }) => strong - weak);
  const once = gains.map(() => 1);
  const weakQuality = mean(cases.map(({ weak }) => weak));
  const { area, gapRecovered } = areasOf(gains, once);
  const oracleGains = gains.toSorted((a, b) => b - a);
  return {
    cases: cases.length,
    weakQuality,
    strongQuality: mean(cases.map(({ strong }) => strong)),
    area,
    interval: intervalOf(gains),
    gapRecovered,
    points: pointsOf(gains, weakQuality),
    oraclePoints: pointsOf(oracleGains, weakQuality),
  };
}

/** The least share of prompts to the strong model by which this share of the gap between the models is recovered. */
export function strongShareFor(cases: RoutedCase[], gapShare: number): number {
  const gains = cases.toSorted((a, b) => b.score - a.score).map(({ strong, weak }) => strong - weak);
  const goal = gapShare * gains.reduce((sum, gain) => sum + gain, 0);
  let recovered = 0;
  if (goal <= 0) return 0;
  for (const [i, gain] of gains.entries()) {
    recovered += gain;
    if (recovered >= goal) return (i + 1) / gains.length;
  }
  return 1;
}

/** `counts`: how often each case is in the sample. */
function areasOf(gains: number[], counts: number[]): { area: number; gapRecovered: number } {
  let [area, sum, total, positive, negative] = [0, 0, 0, 0, 0];
  gains.forEach((gain, i) => {
    const count = counts[i] ?? 0;
    area += count * (sum + (count * gain) / 2);
    sum += count * gain;
    total += count;
    if (gain > 0) positive += count;
    if (gain < 0) negative += count;
  });
  const random = (total * sum) / 2;
  // The oracle rises by one for each prompt that only the strong model answers, stays, and falls at the end.
  const oracle =
    positive ** 2 / 2 + positive * (total - positive - negative) + positive * negative - negative ** 2 / 2;
  return { area: (area - random) / (oracle - random), gapRecovered: area / (total * sum) };
}

/** The percentile bootstrap over prompts; the order of the difficult stays what it is. */
function intervalOf(gains: number[]): Interval {
  const random = seededRandom(seed);
  const areas = Array.from({ length: resamples }, () => {
    const counts = new Array<number>(gains.length).fill(0);
    for (let drawn = 0; drawn < gains.length; drawn++) {
      const i = Math.floor(random() * gains.length);
      counts[i] = (counts[i] ?? 0) + 1;
    }
    return areasOf(gains, counts).area;
  }).sort((a, b) => a - b);
  const at = (share: number) => areas[Math.floor(share * resamples)] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}

function pointsOf(gains: number[], weakQuality: number): CurvePoint[] {
  return pointShares.map((strongShare) => {
    const taken = Math.round(strongShare * gains.length);
    const gained = gains.slice(0, taken).reduce((sum, gain) => sum + gain, 0);
    return { strongShare, quality: weakQuality + gained / Math.max(1, gains.length) };
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
