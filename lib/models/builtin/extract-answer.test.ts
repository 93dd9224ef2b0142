import { describe, expect, it } from "vitest";
import { extractAnswer } from "./extract-answer.ts";

const warranty = {
  n: 1,
  title: "Warranty",
  text: "# Warranty\n\nThe warranty on the frame lasts ten years. Batteries are covered for two years. Scratches are not covered.",
};
const returns = {
  n: 2,
  title: "Returns",
  text: "Goods can be returned within 30 days of delivery. Ingrid Dahl handles returns in the Bergen office.",
};
const evidence = [warranty, returns];
const answersTo = (question: string, from = evidence) =>
  extractAnswer(question, from).map(({ text, n }) => ({ text, n }));

describe("extractAnswer", () => {
  it.each([
    ["How long does the warranty on the frame last?", "The warranty on the frame lasts ten years.", 1],
    ["How long are batteries covered?", "Batteries are covered for two years.", 1],
    ["Within how many days can goods be returned?", "Goods can be returned within 30 days of delivery.", 2],
    ["Who handles returns in Bergen?", "Ingrid Dahl handles returns in the Bergen office.", 2],
  ])("answers “%s” with the sentence that says it", (question, text, n) => {
    expect(answersTo(question)).toContainEqual({ text, n });
  });

  it.each([
    "What is the capital of Mongolia?",
    "How do volcanoes erupt?",
    "Who won the football championship in 1998?",
    "the of and?",
    "",
  ])("abstains from “%s”, which the evidence doesn't answer", (question) => {
    expect(answersTo(question)).toEqual([]);
  });

  it("quotes sentences of the evidence and adds no word", () => {
    for (const question of [
      "How long does the warranty last?",
      "What is covered?",
      "When can goods be returned?",
    ]) {
      for (const { text, n } of answersTo(question)) {
        expect(evidence.find((item) => item.n === n)?.text).toContain(text);
      }
    }
  });

  it("quotes three sentences at most, each once, in the evidence's order", () => {
    const same = "The warranty lasts two years for every frame.";
    const many = Array.from({ length: 6 }, (_, i) => ({
      n: i + 1,
      title: "T",
      text: `${same} The warranty lasts ${i} years.`,
    }));
    const found = answersTo("How many years does the warranty last?", many);
    expect(found.length).toBeLessThanOrEqual(3);
    expect(new Set(found.map(({ text }) => text)).size).toBe(found.length);
    expect(found.map(({ n }) => n)).toEqual(found.map(({ n }) => n).toSorted());
  });

  it("quotes no heading, and a table's row with its columns named", () => {
    const text =
      "# Hotels\n\nHotels are paid up to a limit.\n\n| City | Per night |\n| --- | --- |\n| Oslo | 190 euros |\n| Bergen | 145 euros |";
    expect(
      answersTo("How much is paid for a hotel in Bergen?", [{ n: 1, title: "Travel", text }]),
    ).toContainEqual({
      text: "City: Bergen; Per night: 145 euros.",
      n: 1,
    });
    expect(answersTo("Hotels?", [{ n: 1, title: "Travel", text: "# Hotels are paid by us" }])).toEqual([]);
  });

  it("quotes no line of a table of contents, and does quote a list whose leaders lead to codes", () => {
    const contents =
      "Warranty of frames and batteries ........ 4\nReturns of frames ........ 6\nRepairs of frames ........ 9";
    expect(
      answersTo("What does the warranty of frames say?", [{ n: 1, title: "T", text: contents }]),
    ).toEqual([]);
    const codes = ["Ketobemidone", "Levomoramide", "Morpheridine"].map(
      (name, i) => `The code of the substance ${name} ...... ${9632 - i}`,
    );
    const found = answersTo("What is the code of the substance Levomoramide?", [
      { n: 1, title: "T", text: codes.join("\n\n") },
    ]);
    expect(found).not.toEqual([]);
  });

  it("gives a list item without its bullet, on one line", () => {
    const text = "Terms\n\n- The warranty on frames\n  lasts ten years.\n";
    expect(answersTo("How long does the warranty on frames last?", [{ n: 1, title: "T", text }])).toEqual([
      { text: "The warranty on frames lasts ten years.", n: 1 },
    ]);
  });

  it("drops the document's own reference marks, which would pass for citations", () => {
    const text = "The warranty on frames lasts ten years.[2][14] Painted by hand.[3]";
    expect(answersTo("How long does the warranty on frames last?", [{ n: 1, title: "T", text }])).toEqual([
      { text: "The warranty on frames lasts ten years.", n: 1 },
    ]);
  });

  it("prefers a sentence with a number where a number is asked for", () => {
    const text = "The bridge is long and crosses the river. The bridge is 240 metres long.";
    expect(answersTo("How long is the bridge?", [{ n: 1, title: "T", text }])).toContainEqual({
      text: "The bridge is 240 metres long.",
      n: 1,
    });
  });

  it("finds nothing where there's no evidence", () => {
    expect(answersTo("How long does the warranty last?", [])).toEqual([]);
    expect(answersTo("How long does the warranty last?", [{ n: 1, title: "", text: "" }])).toEqual([]);
  });
});
