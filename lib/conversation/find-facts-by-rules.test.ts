import { describe, expect, it } from "vitest";
import { findFactsByRules, mayHoldFacts } from "./find-facts-by-rules.ts";

describe("what somebody asks to have remembered", () => {
  it.each([
    ["Remember that I work in the Zurich office.", "I work in the Zurich office."],
    ["Please remember: amounts in Swiss francs.", "Amounts in Swiss francs."],
    ["Can you keep in mind that I'm a contractor?", "I'm a contractor."],
    ["How long is the leave? Please keep in mind that I'm a contractor.", "I'm a contractor."],
    ["Don't forget that our team is called Kestrel.", "Our team is called Kestrel."],
    ["Merk dir bitte, dass ich in Zürich arbeite.", "Dass ich in Zürich arbeite."],
    ["Souviens-toi que je travaille à Genève.", "Je travaille à Genève."],
  ])("is read out of “%s”", (message, fact) => {
    expect(findFactsByRules(message)).toEqual([fact]);
  });

  it.each([
    "I work in the Zurich office. How many holidays do I have?",
    "What must I remember when I travel?",
    "Do you remember what I asked about hotels?",
    "Which rules should employees keep in mind?",
    "Note the difference between the two contracts.",
  ])("isn't found in “%s”", (message) => {
    expect(findFactsByRules(message)).toEqual([]);
  });
});

it("asks no model about a message that doesn't speak of its writer", () => {
  expect(mayHoldFacts("How much may a hotel cost in Zurich?")).toBe(false);
  expect(mayHoldFacts("Wie hoch ist das Tagegeld in der Schweiz?")).toBe(false);
  expect(mayHoldFacts("I'm based in Zurich. How much may a hotel cost?")).toBe(true);
  expect(mayHoldFacts("Ich arbeite in Zürich. Wie hoch ist das Tagegeld?")).toBe(true);
});
