import { describe, expect, it } from "vitest";
import { detectLanguage } from "./detect-language.ts";

const german =
  "Die Versicherungen der Mitarbeiter gelten auch im Urlaub, wenn sie vor der Reise mit dem Formular angemeldet werden.";
const danish =
  "Det er ikke nødvendigt at sende den samme ansøgning til os to gange, hvis du har fået svar fra en af vores medarbejdere.";

describe("the language that a text is indexed in", () => {
  it("is what letters and stop words agree on", () => {
    expect(detectLanguage(german, { guess: "deu", fallback: "eng" })).toBe("deu");
  });

  it("is told by stop words alone where letters are taken for a neighbour's", () => {
    expect(detectLanguage(danish, { guess: "swe", fallback: "eng" })).toBe("dan");
  });

  it("is told by letters alone where they aren't Latin", () => {
    expect(detectLanguage("東京都の人口は増えている。", { guess: "jpn", fallback: "eng" })).toBe("jpn");
  });

  it("is the collection's for code, lists of names, and texts of few words", () => {
    const code =
      "def baconian(text, alphabet): return [alphabet.index(c) for c in text if c in alphabet else None]";
    expect(detectLanguage(code, { guess: "fra", fallback: "eng" })).toBe("eng");
    expect(detectLanguage("Secant Modification of Newton's Method", { guess: "fra", fallback: "eng" })).toBe(
      "eng",
    );
    expect(detectLanguage("", { guess: null, fallback: "deu" })).toBe("deu");
  });

  it("is the collection's unless another is clearly likelier", () => {
    expect(detectLanguage(german, { guess: null, fallback: "deu" })).toBe("deu");
    expect(
      detectLanguage("The cat sat on the mat and looked at all the birds that were in the garden.", {
        guess: "sco",
        fallback: "eng",
      }),
    ).toBe("eng");
  });
});
