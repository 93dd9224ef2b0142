import { describe, expect, it } from "vitest";
import { sumUpByRules } from "./sum-up-by-rules.ts";

const turn = (question: string, answer: string) => ({
  question: { id: "q", text: question },
  answer: { id: "a", text: answer },
});
const said = turn(
  "How much may a hotel cost?",
  "Employees travel second class by train [1]. A hotel may cost 140 euros a night [2]. Claims are due within 30 days [1].",
);

describe("a turn in a line", () => {
  it("is its question and the sentence that answers it, without the marks of its sources", () => {
    expect(sumUpByRules(said)).toBe("How much may a hotel cost? — A hotel may cost 140 euros a night.");
  });

  it("takes a sentence that its sources support before one that they don't", () => {
    const supported = ["Claims are due within 30 days [1]."];
    expect(sumUpByRules(said, supported)).toMatch(/— Claims are due within 30 days\.$/);
  });

  it("is cut at a word where question or answer are long", () => {
    const long = turn(`Why ${"and why ".repeat(60)}?`, `Because ${"of that ".repeat(80)}.`);
    const line = sumUpByRules(long);
    expect(line.length).toBeLessThanOrEqual(365);
    expect(line).toMatch(/(?:why|and)… — Because .*(?:of|that)…$/);
  });

  it("is one line, whatever the texts hold", () => {
    expect(sumUpByRules(turn("One\n\ntwo?", "- a\n- b\n\n```\nc\n```"))).not.toContain("\n");
  });

  it("is the question alone where the answer says nothing", () => {
    expect(sumUpByRules(turn("Why?", "[1]"))).toBe("Why?");
  });
});
