import { describe, expect, it } from "vitest";
import { readRewrite } from "./read-rewrite.ts";

const question = "Who pays for the leave then?";

describe("readRewrite", () => {
  it.each([
    ["Who pays for the parental leave?", "Who pays for the parental leave?"],
    ["<question>Who pays for the leave?</question>", "Who pays for the leave?"],
    ["Standalone question: “Who pays for the leave?”", "Who pays for the leave?"],
  ])("takes the question out of what a model wrote: %s", (written, rewrite) => {
    expect(readRewrite(written, question)).toBe(rewrite);
  });

  it.each([
    ["nothing", "  "],
    ["an answer", "The employer pays for the parental leave."],
    ["an answer with marks", "The employer pays for the leave [1]?"],
    ["several lines", "Who pays for the leave?\n\nThe state does, doesn't it?"],
    ["an essay", `Who pays for the leave, ${"given all that was said, ".repeat(20)}?`],
    ["another question", "What is the capital of Norway?"],
  ])("takes %s for no question", (_, written) => {
    expect(readRewrite(written, question)).toBeNull();
  });

  it("lets a question of few words become another one entirely", () => {
    expect(readRewrite("How long is the parental leave?", "why?")).toBe("How long is the parental leave?");
  });
});
