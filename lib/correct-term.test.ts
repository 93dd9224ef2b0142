import { describe, expect, it, test } from "vitest";
import { canBeMisspelt, correctTerm } from "./correct-term.ts";

const known = (...terms: string[]) => terms.map((term, i) => ({ term, chunkCount: i + 1 }));

describe("a misspelt term", () => {
  test.each([
    ["a letter left out", "protin", "protein"],
    ["a letter too many", "proteein", "protein"],
    ["a wrong letter", "protain", "protein"],
    ["two letters exchanged", "protien", "protein"],
    ["two slips in a long word", "certifcaite", "certificate"],
  ])("is told by %s", (_, misspelt, meant) => {
    expect(correctTerm(misspelt, known("protest", meant, "plate"))).toBe(meant);
  });

  it("is nothing where no term is near, or its first letter is another", () => {
    expect(correctTerm("protien", known("patient", "brotein"))).toBeNull();
    expect(correctTerm("cats", known("cars"))).toBe("cars");
    expect(correctTerm("certifcai", known("certain"))).toBeNull();
  });

  it("becomes the nearest term, then the one in most chunks", () => {
    expect(correctTerm("houre", known("house", "hour"))).toBe("hour");
    expect(correctTerm("colories", known("colonies", "calories", "colors"))).toBe("calories");
  });
});

describe("what can be misspelt", () => {
  it("is a word of some length, not a code, a number or a pair of characters", () => {
    expect(["protein", "größe", "договор"].every(canBeMisspelt)).toBe(true);
    expect(["e1234", "tax", "4711000", "東京都人口", "user1"].some(canBeMisspelt)).toBe(false);
  });
});
