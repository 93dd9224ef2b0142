import { describe, expect, it } from "vitest";
import { isInCode } from "./is-in-code.ts";

describe("isInCode", () => {
  it.each([
    ["a block", "Run:\n```bash\ncurl "],
    ["a block in a list", "1. Run:\n   ```\n   curl "],
    ["a block in a quotation", "> ```\n> curl "],
    ["a block with tildes", "~~~\ncurl "],
    ["a block with a shorter fence in it", "````md\n```\ncurl "],
    ["a second block", "```\na\n```\n\n```\ncurl "],
    ["a span", "Call `GET "],
    ["a span after another", "Call `a` or `GET "],
    ["a span with a tick in it", "Call ``a ` GET "],
  ])("is true in %s", (_, before) => expect(isInCode(before)).toBe(true));

  it.each([
    ["plain text", "See "],
    ["a closed block", "```\ncurl x\n```\nSee "],
    ["a block in one line", "```curl x```\nSee "],
    ["a closed span", "Call `a`, see "],
    ["the line after a tick that stands alone", "5` long\nSee "],
  ])("is false behind %s", (_, before) => expect(isInCode(before)).toBe(false));

  it("reads 100,000 characters of anything in linear time: otherwise this takes minutes", () => {
    for (const text of [
      "`".repeat(100_000),
      "` ".repeat(50_000),
      "```\n".repeat(25_000),
      " ".repeat(100_000),
    ])
      isInCode(text);
  });
});
