import { expect, it } from "vitest";
import { limits } from "../limits.ts";
import { chooseOutputTokens } from "./choose-output-tokens.ts";

it.each(["How much may a hotel cost?", "Who decides?", "Wann sind die Belege fällig?"])(
  "leaves less to write for one fact: %s",
  (question) => {
    expect(chooseOutputTokens(question)).toBeLessThan(limits.outputTokensMax);
    expect(chooseOutputTokens(question)).toBeGreaterThanOrEqual(limits.outputTokensMin);
  },
);

it.each([
  "List all deadlines.",
  "Compare the two policies.",
  "Warum wurde der Antrag abgelehnt?",
  "word ".repeat(20),
])("leaves all of it where much is asked for: %s", (question) => {
  expect(chooseOutputTokens(question)).toBe(limits.outputTokensMax);
});
