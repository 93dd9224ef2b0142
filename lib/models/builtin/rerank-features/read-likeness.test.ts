import { describe, expect, it } from "vitest";
import { type CountedText, findHolders } from "./find-holders.ts";
import { readLikeness } from "./read-likeness.ts";

function read(texts: string[], shares: number[]) {
  const split = texts.map((text) => text.split(" ").filter(Boolean));
  const terms = [...new Set(split.flat())];
  const counted = split.map((own): CountedText => {
    const ids = Int32Array.from(new Set(own), (term) => terms.indexOf(term));
    return { ids, counts: ids.map((id) => own.filter((term) => term === terms[id]).length) };
  });
  const holders = findHolders(counted, terms.length);
  const { company, focusOn } = readLikeness(counted, holders, shares);
  return {
    company,
    focusOn: (words: string[], i: number) =>
      focusOn(
        words.map((word) => terms.indexOf(word)),
        i,
      ),
  };
}

describe("readLikeness", () => {
  const bikes = Array.from({ length: 6 }, (_, i) => `bike wheel chain part${i}`);
  const boats = Array.from({ length: 6 }, (_, i) => `boat sail rope kind${i}`);

  it("tells a text among those that the searches rate high from one among those that they rate low", () => {
    const shares = [...bikes.map(() => 0.9), ...boats.map(() => 0.2)];
    const { company } = read([...bikes, ...boats], shares);
    for (const [i, share] of shares.entries()) expect(company[i]).toBeCloseTo(share, 12);
  });

  it("leaves a text's own score out where others are like it", () => {
    const { company } = read(bikes, [0, 1, 1, 1, 1, 1]);
    expect(company[0]).toBe(1);
  });

  it("keeps the order of the searches where too few texts are there to tell", () => {
    const { company } = read(["bike wheel", "bike wheel"], [1, 0.8]);
    expect(company[0]).toBeGreaterThan(company[1] ?? 1);
    expect(read(["bike"], [0.7]).company).toEqual([0.7]);
  });

  it("tells how much of a text some terms are, rare ones counting more", () => {
    const { focusOn } = read(["bike", "bike wheel", "bike rope sail wind"], [1, 1, 1]);
    expect(focusOn(["bike"], 0)).toBeCloseTo(1, 12);
    expect(focusOn(["bike", "wheel"], 1)).toBeCloseTo(1, 12);
    expect(focusOn(["wheel"], 1)).toBeGreaterThan(focusOn(["bike"], 1));
    expect(focusOn(["bike"], 2)).toBeLessThan(focusOn(["bike"], 1));
    expect(focusOn(["volcano"], 2)).toBe(0);
  });

  it("makes nothing of texts without words, or that have none in common", () => {
    const { company, focusOn } = read(["", "a", "b", "c", "d", "e", "f"], [1, 1, 1, 1, 1, 1, 1]);
    expect(company).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(focusOn(["a"], 0)).toBe(0);
  });
});
