import type { Interval } from "../../lib/evaluation/bootstrap-interval.ts";
import { seededRandom } from "../../lib/evaluation/seeded-random.ts";
import type { AnsweredTurn, Scores } from "./ask-workload.ts";
import type { RightShares, StandIn } from "./stand-ins.ts";

export interface Quality {
  standIn: StandIn["name"];
  /** The mean score that is to be expected of turns that have a gold answer. */
  score: number;
  /** To the naive program's, over the same turns, with its 95 % interval. */
  difference: number;
  interval: Interval;
  /** Whether it counts as no worse, by what was fixed before any of it was measured. */
  isHeld: boolean;
}

/** Quality is held where it is lower by no more than the one and, with 95 %, by less than the other. */
export const held = { lossMax: 0.01, lowest: -0.05 };

const resamples = 2000;
const seed = 42;

/** A sum of scores: what is fixed, and what each model's share of right answers adds to it. */
interface Sum extends RightShares {
  fixed: number;
  turns: number;
}

/**
 * What is to be expected of these answers beside others to the same turns, where models are right as often as the stand-in's. The
 * interval is over questions, of which one that is asked again counts with its repeats, and over the stand-in's texts where they are few.
 */
export function compareQuality(answered: AnsweredTurn[], beside: AnsweredTurn[], standIn: StandIn): Quality {
  const pairs = answered.flatMap(({ turn, scores }, i) => {
    const plain = beside[i]?.scores;
    return scores && plain ? [{ goldId: turn.goldId, own: scores, plain }] : [];
  });
  const sumOf = sumUpBy(standIn);
  const own = sumOf(pairs.map((pair) => pair.own));
  const plain = sumOf(pairs.map((pair) => pair.plain));
  const byQuestion = [...Map.groupBy(pairs, ({ goldId }) => goldId).values()].map((group) =>
    less(sumOf(group.map((pair) => pair.own)), sumOf(group.map((pair) => pair.plain))),
  );
  const shares = standIn.sharesOf("");
  const difference = meanOf(less(own, plain), shares);
  const interval = intervalOf(byQuestion, standIn);
  return {
    standIn: standIn.name,
    score: meanOf(own, shares),
    difference,
    interval,
    isHeld: difference >= -held.lossMax && interval.low > held.lowest,
  };
}

/** Shares that depend on the question are settled at once; others are left open, to be drawn anew. */
function sumUpBy(standIn: StandIn): (scores: Scores[]) => Sum {
  return (scores) => {
    const sum: Sum = { fixed: 0, cheap: 0, strong: 0, turns: scores.length };
    for (const { by, question, right, wrong } of scores) {
      sum.fixed += wrong;
      if (standIn.resample) sum[by] += right - wrong;
      else sum.fixed += standIn.sharesOf(question)[by] * (right - wrong);
    }
    return sum;
  };
}

const less = (one: Sum, other: Sum): Sum => ({
  fixed: one.fixed - other.fixed,
  cheap: one.cheap - other.cheap,
  strong: one.strong - other.strong,
  turns: one.turns,
});

const meanOf = ({ fixed, cheap, strong, turns }: Sum, shares: RightShares) =>
  (fixed + cheap * shares.cheap + strong * shares.strong) / Math.max(1, turns);

function intervalOf(byQuestion: Sum[], standIn: StandIn): Interval {
  const random = seededRandom(seed);
  const means = Array.from({ length: resamples }, () => {
    const sum: Sum = { fixed: 0, cheap: 0, strong: 0, turns: 0 };
    for (let drawn = 0; drawn < byQuestion.length; drawn++) {
      const each = byQuestion[Math.floor(random() * byQuestion.length)]!;
      sum.fixed += each.fixed;
      sum.cheap += each.cheap;
      sum.strong += each.strong;
      sum.turns += each.turns;
    }
    return meanOf(sum, standIn.resample?.(random) ?? standIn.sharesOf(""));
  }).sort((a, b) => a - b);
  return { low: means[Math.floor(resamples * 0.025)] ?? 0, high: means[Math.floor(resamples * 0.975)] ?? 0 };
}
