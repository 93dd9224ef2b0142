import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { parseCsv } from "./parse-csv.ts";

const lines = (source: string | Buffer) => parseCsv(Buffer.from(source)).text.split("\n");

describe("separated values", () => {
  test.each([",", ";", "\t", "|"])("are read whichever separates them: %s", (separator) => {
    const source = [
      ["Name", "Age"],
      ["Ada", "36"],
      ["Grace", "85"],
    ]
      .map((row) => row.join(separator))
      .join("\r\n");
    expect(lines(source)).toEqual(["| Name | Age |", "| --- | --- |", "| Ada | 36 |", "| Grace | 85 |"]);
  });

  test("may be quoted, hold line breaks and bars, and be of different lengths", () => {
    const source = 'a,b\n"1, ""one""","two\nlines"\nx|y,2,3\n';
    expect(lines(source)).toEqual([
      "| a | b |  |",
      "| --- | --- | --- |",
      '| 1, "one" | two lines |  |',
      "| x\\|y | 2 | 3 |",
    ]);
  });

  test("begin with a header only where the first row reads like one", () => {
    expect(parseCsv(Buffer.from("1,2\n3,4\n")).elements[0]?.headerEnd).toBeUndefined();
    expect(parseCsv(Buffer.from("year,2024\nsum,4\n")).elements[0]?.headerEnd).toBeGreaterThan(0);
  });

  test("that look like formulas stay text", () => {
    const cell = '=HYPERLINK(""http://x"";""y"")';
    expect(lines(`a;b\n"${cell}";=1+1\n`)[2]).toBe('| =HYPERLINK("http://x";"y") | =1+1 |');
  });

  test("are read in Shift-JIS", () => {
    const source = "名前,年齢,住所\n佐藤太郎,30,東京\n髙橋淳,35,名古屋\n";
    expect(lines(iconv.encode(source, "shift_jis"))[3]).toBe("| 髙橋淳 | 35 | 名古屋 |");
  });

  test("may be one column, or an unclosed quote", () => {
    expect(lines("only\nthese\n")).toEqual(["only", "these"]);
    expect(lines('a,b\n"1,2\n3,4').join(" ")).toContain("1,2 3,4");
  });
});
