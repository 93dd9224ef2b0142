import { expect, test } from "vitest";
import type { AnsweredTurn, Scores } from "./ask-workload.ts";
import { compareQuality } from "./compare-quality.ts";
import type { CostTurn } from "./cost-workload.ts";
import type { RightShares, StandIn } from "./stand-ins.ts";

const answered = (by: Scores["by"], goldIds: string[], score = { right: 1, wrong: 0 }): AnsweredTurn[] =>
  goldIds.map((goldId) => ({
    turn: { goldId } as CostTurn,
    calls: [],
    isCached: false,
    scores: { by, question: goldId, ...score },
    citations: 0,
    citationsOfGold: 0,
  }));
const goldIds = Array.from({ length: 50 }, (_, i) => `${i}`);
const standIn = (shares: RightShares, resample?: StandIn["resample"]): StandIn => ({
  name: "published",
  sharesOf: () => shares,
  ...(resample && { resample }),
});
const compare = (own: Scores["by"], shares: RightShares) =>
  compareQuality(answered(own, goldIds), answered("strong", goldIds), standIn(shares));

test("the difference to be expected is that of the models' shares, where they read the same evidence", () => {
  const { score, difference, interval, isHeld } = compare("cheap", { cheap: 0.6, strong: 0.9 });
  expect([score, difference, isHeld]).toEqual([expect.closeTo(0.6), expect.closeTo(-0.3), false]);
  expect(interval).toEqual({ low: expect.closeTo(-0.3), high: expect.closeTo(-0.3) });
  expect(compare("strong", { cheap: 0, strong: 0.9 })).toMatchObject({ difference: 0, isHeld: true });
});

test("an answer that is nothing though its model is right loses what the other's gains", () => {
  const missed = answered("strong", goldIds, { right: 0, wrong: 0 });
  const { difference } = compareQuality(
    missed,
    answered("strong", goldIds),
    standIn({ cheap: 0, strong: 0.8 }),
  );
  expect(difference).toBeCloseTo(-0.8);
});

test("a loss that is small on average but might be large isn't held", () => {
  const shares = { cheap: 0.9, strong: 0.9 };
  const unsure = standIn(shares, (random) => ({ cheap: 0.7 + 0.4 * random(), strong: 0.9 }));
  const { difference, interval, isHeld } = compareQuality(
    answered("cheap", goldIds),
    answered("strong", goldIds),
    unsure,
  );
  expect(difference).toBeCloseTo(0);
  expect(interval.low).toBeLessThan(-0.15);
  expect(isHeld).toBe(false);
});

test("a question counts with its repeats, so that asking it often makes nothing surer", () => {
  const width = (ids: string[]) => {
    const mixed = answered("strong", ids).map((each, i) => ({
      ...each,
      scores: { ...each.scores!, right: i % 2 },
    }));
    const { interval } = compareQuality(mixed, answered("strong", ids), standIn({ cheap: 0, strong: 1 }));
    return interval.high - interval.low;
  };
  const twins = goldIds.map((id) => `${Math.floor(Number(id) / 4) * 4 + (Number(id) % 2)}`);
  expect(width(twins)).toBeGreaterThan(1.2 * width(goldIds));
});
