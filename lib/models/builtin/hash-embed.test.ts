import { describe, expect, it } from "vitest";
import { hashEmbed, hashEmbedDimensions } from "./hash-embed.ts";

const lengthOf = (vector: number[]) => Math.hypot(...vector);
const similarity = (a: string, b: string) => {
  const other = hashEmbed(b);
  return hashEmbed(a).reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
};

describe("hashEmbed", () => {
  it.each([
    "warranty",
    "The warranty lasts two years.",
    "東京都の人口",
    "",
    "the of and",
    "🙂",
    "word ".repeat(10_000),
  ])("gives a unit vector of its length for %j", (text) => {
    const vector = hashEmbed(text);
    expect(vector).toHaveLength(hashEmbedDimensions);
    expect(vector.every(Number.isFinite)).toBe(true);
    expect(lengthOf(vector)).toBeCloseTo(1, 9);
  });

  it("gives the same vector for the same text, always: collections keep what it gave", () => {
    const vector = hashEmbed("The warranty lasts two years.");
    expect(hashEmbed("The warranty lasts two years.")).toEqual(vector);
    const largest = vector
      .map((value, slot) => ({ slot, value }))
      .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
    expect(largest.slice(0, 4).map(({ slot, value }) => [slot, Number(value.toFixed(3))])).toEqual([
      [169, -0.518],
      [25, 0.398],
      [28, -0.398],
      [29, 0.398],
    ]);
  });

  it("puts texts that share words near each other", () => {
    const near = similarity("How long is the warranty?", "The warranty is two years long.");
    const far = similarity("How long is the warranty?", "Volcanoes erupt in Iceland.");
    expect(near).toBeGreaterThan(far + 0.3);
  });

  it("puts forms and compounds of a word near it by their parts", () => {
    expect(similarity("photosynthesis", "photosynthetic")).toBeGreaterThan(
      similarity("photosynthesis", "warranty") + 0.2,
    );
    expect(similarity("Versicherung", "Versicherungsschutz")).toBeGreaterThan(
      similarity("Versicherung", "Urlaub") + 0.2,
    );
  });

  it("goes by words, not by their order or case", () => {
    expect(similarity("dog bites man", "MAN BITES DOG")).toBeCloseTo(1, 9);
  });

  it("isn't swamped by a word that is repeated", () => {
    const plain = similarity("warranty two years", "warranty");
    const repeated = similarity(`warranty ${"two ".repeat(50)} years`, "warranty");
    expect(repeated).toBeGreaterThan(plain / 5);
  });

  it("keeps unrelated texts about orthogonal", () => {
    expect(Math.abs(similarity("warranty period", "volcanic eruption"))).toBeLessThan(0.2);
  });
});
