import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { makeCostWorkload, type WorkloadOptions } from "./cost-workload.ts";

const data = "../shared/data";
const options: WorkloadOptions = {
  data,
  singles: 100,
  conversations: 2,
  repeatShare: 0.3,
  seed: 1,
  part: "held-out",
};

describe.skipIf(!existsSync(data))("the cost bench's workload (without ../shared/data there's none)", () => {
  test("is the same for the same seed", async () => {
    const turns = async (seed: number) => (await makeCostWorkload({ ...options, seed })).turns;
    expect(await turns(1)).toEqual(await turns(1));
    expect(await turns(2)).not.toEqual(await turns(1));
  });

  test("repeats the share that is asked for, in each of three ways, and never a question that wasn't asked", async () => {
    const { turns } = await makeCostWorkload(options);
    const singles = turns.filter(({ kind }) => kind !== "conversation");
    const again = singles.filter(({ repeats }) => repeats);
    expect([singles.length, again.length]).toEqual([100, 30]);
    expect([...Map.groupBy(again, ({ repeats }) => repeats).values()].map(({ length }) => length)).toEqual([
      10, 10, 10,
    ]);
    for (const turn of again) {
      const before = singles.slice(0, singles.indexOf(turn)).filter(({ goldId }) => goldId === turn.goldId);
      expect(before.length).toBeGreaterThan(0);
      if (turn.repeats === "word for word")
        expect(before.map(({ question }) => question)).toContain(turn.question);
    }
    const none = await makeCostWorkload({ ...options, repeatShare: 0 });
    expect(none.turns.filter(({ repeats }) => repeats)).toEqual([]);
  });

  test("holds long conversations, turn after turn", async () => {
    const { turns } = await makeCostWorkload(options);
    const follow = turns.filter(({ kind }) => kind === "conversation");
    const conversations = [...Map.groupBy(follow, ({ conversation }) => conversation).values()];
    expect(conversations.map(({ length }) => length > 15)).toEqual([true, true]);
    expect(conversations.flat()).toEqual(follow);
  });

  test("measures on no question and no conversation on which settings are chosen", async () => {
    const goldIds = async (part: WorkloadOptions["part"]) =>
      new Set((await makeCostWorkload({ ...options, part })).turns.map(({ goldId }) => goldId));
    expect((await goldIds("development")).isDisjointFrom(await goldIds("held-out"))).toBe(true);
  });

  test("asks nothing that the documents couldn't hold", async () => {
    const { turns, corpus } = await makeCostWorkload(options);
    const known = new Set(corpus.map(({ id }) => id));
    expect(known.size).toBe(corpus.length);
    for (const { goldDocuments } of turns) for (const id of goldDocuments) expect(known).toContain(id);
  });
});
