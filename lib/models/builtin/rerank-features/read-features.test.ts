import { describe, expect, it } from "vitest";
import { type FeatureCandidate, type Features, readFeatures } from "./read-features.ts";

const candidateOf = (text: string, about: Partial<FeatureCandidate> = {}): FeatureCandidate => ({
  terms: text.split(" ").filter(Boolean),
  headingTerms: [],
  ordinal: 0,
  fusedScore: 1,
  ...about,
});
const read = (question: string, ...candidates: FeatureCandidate[]) =>
  readFeatures(question.split(" ").filter(Boolean), candidates) as [Features, ...Features[]];
const filler = (count: number) => Array.from({ length: count }, (_, i) => `filler${i}`).join(" ");

describe("readFeatures", () => {
  it("gives the fused score as a share of the best one's", () => {
    const features = read("a", candidateOf("a", { fusedScore: 0.8 }), candidateOf("a", { fusedScore: 0.2 }));
    expect(features.map(({ fused }) => fused)).toEqual([1, 0.25]);
  });

  it("weighs the words a chunk holds by their rarity among the candidates", () => {
    // "bike" stands in both chunks, "warranty" in one, of two: ln(1 + 2/3) and ln(1 + 2/2).
    const [common, rare] = [Math.log(1 + 2 / 3), Math.log(2)];
    const [all, some] = read("bike warranty", candidateOf("bike warranty"), candidateOf("bike red"));
    expect(all.coverage).toBeCloseTo(1, 12);
    expect(some?.coverage).toBeCloseTo(common / (common + rare), 12);
  });

  it("finds compounds, parts and other forms of the words that it hasn't", () => {
    expect(read("versicherung", candidateOf("lebensversicherung"))[0].partial).toBeCloseTo(12 / 18, 12);
    expect(read("lebensversicherung", candidateOf("versicherung"))[0].partial).toBeCloseTo(12 / 18, 12);
    expect(read("photosynthesis", candidateOf("photosynthetic"))[0].partial).toBeCloseTo(11 / 14, 12);
    expect(read("warranty", candidateOf("warranty warranties"))[0].partial).toBe(0);
    expect(read("cat", candidateOf("catalogue"))[0].partial).toBe(0);
    expect(read("stone", candidateOf("stove"))[0].partial).toBe(0);
  });

  it("counts neighbouring words that stand side by side and in order", () => {
    const pairsOf = (text: string) => read("red bike warranty", candidateOf(text))[0].pairs;
    expect(pairsOf("the red bike warranty")).toBeCloseTo(1, 12);
    expect(pairsOf("red bike of warranty")).toBeCloseTo(0.5, 12);
    expect(pairsOf("warranty bike red")).toBe(0);
  });

  it("looks for the place that holds most of the question", () => {
    const [apart] = read("red bike", candidateOf(`red ${filler(12)} bike`));
    expect(apart.within10).toBeCloseTo(0.5, 12);
    expect(apart.within20).toBeCloseTo(1, 12);
    const [edge] = read("red bike", candidateOf(`red ${filler(8)} bike`));
    expect(edge.within10).toBeCloseTo(1, 12);
    const [past] = read("red bike", candidateOf(`red ${filler(9)} bike`));
    expect(past.within10).toBeCloseTo(0.5, 12);
    expect(read("red", candidateOf("red red red"))[0].within10).toBeCloseTo(1, 12);
  });

  it("measures how densely the words that it holds stand", () => {
    expect(read("red bike", candidateOf("red x bike x red bike"))[0].tight).toBe(1);
    expect(read("red bike", candidateOf("red x x bike"))[0].tight).toBe(0.5);
    expect(read("red bike", candidateOf("red x x car"))[0].tight).toBe(0);
  });

  it("counts how often it says the word that it says most", () => {
    expect(read("red bike", candidateOf("bike red bike"))[0].often).toBe(0.5);
    expect(read("red bike", candidateOf("car"))[0].often).toBe(0);
  });

  it("tells texts that repeat themselves", () => {
    expect(read("a", candidateOf("x y x y"))[0].variety).toBe(0.5);
  });

  it("sees whether the candidates most like it are rated high", () => {
    const rated = (text: string, fusedScore: number) =>
      Array.from({ length: 6 }, (_, i) => candidateOf(`${text} ${text}${i}`, { fusedScore }));
    const features = read("a", ...rated("bike", 1), ...rated("boat", 0.5));
    expect(features[0].company).toBeCloseTo(1, 12);
    expect(features.at(-1)?.company).toBeCloseTo(0.5, 12);
  });

  it("tells how early the first word of the question stands", () => {
    const earlyOf = (text: string) => read("bike", candidateOf(text))[0].early;
    expect(earlyOf("bike is red")).toBe(1);
    expect(earlyOf(`${filler(20)} bike`)).toBe(0.5);
    expect(earlyOf("car")).toBe(0);
  });

  it("tells what title and headings name", () => {
    const [named] = read("bike warranty", candidateOf("bike warranty x", { headingTerms: ["warranty"] }));
    expect(named.headings).toBeCloseTo(0.5, 12);
  });

  it("counts the question's numbers, and none where it has none", () => {
    expect(read("iso 9001 14001", candidateOf("iso 9001"))[0].numbers).toBe(0.5);
    expect(read("iso", candidateOf("9001"))[0].numbers).toBe(0);
  });

  it("gives the length against the average and the place in the document", () => {
    const [short, long] = read("a", candidateOf("a"), candidateOf("a b c", { ordinal: 3 }));
    expect(short.length).toBeCloseTo(Math.log(0.55), 12);
    expect(long?.length).toBeCloseTo(Math.log(1.55), 12);
    expect([short.position, long?.position]).toEqual([1, 0.25]);
  });

  it("stays finite and within 0 and 1 for whatever it's given", () => {
    const odd = [candidateOf(""), candidateOf("x", { fusedScore: 0 }), candidateOf("東京 都の 人口")];
    for (const question of ["", "x", "x x", "東京 人口", "toString __proto__"])
      for (const { length, ...shares } of read(question, ...odd)) {
        expect(Number.isFinite(length)).toBe(true);
        for (const share of Object.values(shares)) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1 + 1e-12);
        }
      }
    expect(readFeatures(["x"], [])).toEqual([]);
  });
});
