import { describe, expect, test } from "vitest";
import { outline } from "../testing/outline.ts";
import { parseRtf } from "./parse-rtf.ts";

const rtf = (body: string) =>
  parseRtf(
    Buffer.from(
      `{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}}{\\info{\\title The title}{\\author Somebody}}\n${body}}`,
      "latin1",
    ),
  );

describe("RTF", () => {
  test("keeps headings, lists, tables, notes and comments", () => {
    const document = rtf(
      String.raw`\pard\s1 Part one\par\pard Text{\footnote A note.} here{\*\atnauthor Ada}{\*\annotation Is this so?}.\par` +
        String.raw`{\pntext 1.\tab}\pard One\par{\pntext 2.\tab}Two\par\pard After\par` +
        String.raw`\trowd\pard\intbl A\cell B\cell\row\trowd\pard\intbl 1\cell 2\cell\row\pard End\par`,
    );
    expect(outline(document)).toEqual([
      "heading 1: Part one",
      "paragraph: Text[1] here.",
      "list: - One\n- Two",
      "paragraph: After",
      "table: | A | B |\n| --- | --- |\n| 1 | 2 |",
      "paragraph: End",
      "list: [1] A note.",
      "heading 1: Comments",
      "list: - Ada: Is this so?",
    ]);
    expect(document.title).toBe("The title");
  });

  test("reads its characters in whatever way they're written", () => {
    const document = rtf(
      String.raw`Gr\'fc\'dfe \u8364?5 \emdash  \f1\'cf\'f0\'e8\f0  {\uc2\u26085\'93\'fa} \{x\}\par`,
    );
    expect(document.text).toBe("Grüße €5 — При 日 {x}");
  });

  test("leaves out headers, pictures, hidden and deleted text", () => {
    const document = rtf(
      String.raw`{\header Running head\par}Text{\v hidden}{\deleted gone}{\pict 89504e}{\*\unknown x}.\par`,
    );
    expect(document.text).toBe("Text.");
    expect(document.imagesSkipped).toBe(1);
  });

  test("that is cut off gives what there is; what isn't RTF is damaged", () => {
    expect(parseRtf(Buffer.from("{\\rtf1 Some text that is cut")).text).toBe("Some text that is cut");
    expect(() => parseRtf(Buffer.from("plain"))).toThrowError(
      expect.objectContaining({ code: "corrupt_file" }),
    );
    expect(() => parseRtf(Buffer.from(`{\\rtf1 ${"{".repeat(10_000)}`))).toThrowError(
      expect.objectContaining({ code: "parse_limit_exceeded" }),
    );
  });
});
