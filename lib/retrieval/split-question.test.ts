import { describe, expect, it } from "vitest";
import { splitQuestion } from "./split-question.ts";

describe("splitQuestion", () => {
  it.each([
    [
      "What is parental leave and how do I apply for unpaid holidays?",
      ["What is parental leave", "how do I apply for unpaid holidays?"],
    ],
    [
      "Who approves travel expenses? When are invoices paid?",
      ["Who approves travel expenses?", "When are invoices paid?"],
    ],
    ["Compare maternity leave and sick leave", ["maternity leave", "sick leave"]],
    ["What is the difference between lite and standard plans?", ["lite plans", "standard plans"]],
    [
      "Was kostet die Reise und wie beantrage ich einen Vorschuss?",
      ["Was kostet die Reise", "wie beantrage ich einen Vorschuss?"],
    ],
  ])("gives the parts of “%s”", (question, parts) => {
    expect(splitQuestion(question)).toEqual(parts);
  });

  it.each([
    "Who pays for travel and accommodation?",
    "Where is bone marrow found and what does it do?",
    "Is it true? Really?",
    "What are the terms and conditions of the lease?",
    "How do subsonic and transonic data from the wind tunnel compare with flight data?",
  ])("leaves whole what asks one thing or leans on its other half: “%s”", (question) => {
    expect(splitQuestion(question)).toEqual([]);
  });
});
