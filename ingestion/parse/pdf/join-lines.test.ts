import { describe, expect, test } from "vitest";
import { LineJoiner, wordSet } from "./join-lines.ts";

const join = (...lines: string[]) => {
  const joiner = new LineJoiner(wordSet(lines));
  return lines.slice(1).reduce((text, line) => joiner.join(text, line).text, lines[0] ?? "");
};

describe("lines of a paragraph", () => {
  test("are joined with spaces, but for those of Chinese and Japanese", () => {
    expect(join("one line", "and another")).toBe("one line and another");
    expect(join("数据", "安全")).toBe("数据安全");
    expect(join("보험", "약관")).toBe("보험 약관");
  });

  test("lose the hyphen that only the margin made", () => {
    expect(join("every depart-", "ment of the company")).toBe("every department of the company");
    expect(join("TraceMonkey is Trace-", "Monkey")).toBe("TraceMonkey is TraceMonkey");
  });

  test("keep a hyphen of the word's own: a compound's, a name's, or one known from elsewhere", () => {
    expect(join("left-to-", "right reading")).toBe("left-to-right reading");
    expect(join("Jean-", "Paul")).toBe("Jean-Paul");
    expect(join("a mixed bag of one mode, mixed-", "mode")).toBe("a mixed bag of one mode, mixed-mode");
    expect(join("well-known and well-", "known")).toBe("well-known and well-known");
  });

  test("say at which offset each begins", () => {
    const joiner = new LineJoiner(new Set());
    expect(joiner.join("depart-", "ment")).toEqual({ text: "department", at: 6 });
    expect(joiner.join("one", "two")).toEqual({ text: "one two", at: 4 });
  });
});
