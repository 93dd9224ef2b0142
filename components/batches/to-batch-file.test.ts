import { describe, expect, it } from "vitest";
import { countQuestions, toBatchFile } from "./to-batch-file";

describe("toBatchFile", () => {
  it("takes each line as a question under its own number, empty lines kept for the numbering", () => {
    expect(toBatchFile("How long?\n\n  How much? \r\n").split("\n")).toEqual([
      '{"custom_id":"1","question":"How long?"}',
      "",
      '{"custom_id":"3","question":"How much?"}',
      "",
    ]);
  });

  it("leaves JSON lines as they are", () => {
    const lines = '{"custom_id":"a","question":"How long?"}\n{"custom_id":"b"}';
    expect(toBatchFile(lines)).toBe(lines);
  });

  it("takes a question that begins with a brace among others as a question", () => {
    expect(toBatchFile("{x} is what?\nWhy?")).toContain('"question":"{x} is what?"');
  });

  it("counts lines that hold something", () => {
    expect(countQuestions("a\n\n b\n")).toBe(2);
  });
});
