import { describe, expect, test } from "vitest";
import { readTsv } from "./read-tsv.ts";

const header =
  "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";
const page = "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t";
type WordRow = [place: string, left: number, confidence: number, text: string];
const tsv = (...words: WordRow[]) =>
  [
    header,
    page,
    ...words.map(([place, left, confidence, text], i) => {
      const [block, paragraph, line] = place.split(".");
      return ["5", "1", block, paragraph, line, i, left, 100, 50, 20, confidence, text].join("\t");
    }),
  ].join("\n");
const linesOf = (written: string) => readTsv(written).map((lines) => lines.map((line) => line.text));

describe("what tesseract writes", () => {
  test("becomes paragraphs of lines in its order", () => {
    const words: WordRow[] = [
      ["1.1.1", 10, 95, "Two"],
      ["1.1.1", 70, 95, "words"],
      ["1.1.2", 10, 95, "below"],
      ["1.2.1", 10, 95, "Next"],
      ["2.1.1", 10, 95, "Column"],
    ];
    expect(linesOf(tsv(...words))).toEqual([["Two words", "below"], ["Next"], ["Column"]]);
  });

  test("has a line's box as shares of the page", () => {
    const [[line] = []] = readTsv(tsv(["1.1.1", 100, 95, "a"], ["1.1.1", 400, 95, "b"]));
    expect(line).toEqual({ text: "a b", left: 0.1, top: 0.05, width: 0.35, height: 0.01 });
  });

  test("loses words that nobody is sure of, but not a term in a line that is read well", () => {
    expect(linesOf(tsv(["1.1.1", 0, 12, "smudge"], ["1.1.1", 9, 25, "blot"]))).toEqual([]);
    const term: WordRow[] = [
      ["1.1.1", 0, 95, "Clear"],
      ["1.1.1", 50, 95, "to"],
      ["1.1.1", 90, 12, "auscultation"],
    ];
    expect(linesOf(tsv(...term, ["1.1.1", 150, 0, "BOLYShiety"]))).toEqual([["Clear to auscultation"]]);
  });

  test("loses rules and borders that were taken for letters", () => {
    expect(linesOf(tsv(["1.1.1", 0, 95, "Sum"], ["1.1.1", 50, 45, "|"], ["1.1.1", 60, 96, "–"]))).toEqual([
      ["Sum –"],
    ]);
    expect(linesOf(tsv(["1.1.1", 0, 95, " "]))).toEqual([]);
  });

  test("keeps scripts without spaces together", () => {
    expect(
      linesOf(tsv(["1.1.1", 0, 95, "保証"], ["1.1.1", 50, 95, "期間"], ["1.1.1", 90, 95, "24"])),
    ).toEqual([["保証期間 24"]]);
  });

  test("may be empty, cut off or nonsense", () => {
    for (const broken of ["", header, `${header}\n5\t1\t1`, "\u0000\t\n\t\t\t"])
      expect(readTsv(broken)).toEqual([]);
  });
});
