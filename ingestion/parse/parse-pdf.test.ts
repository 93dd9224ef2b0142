import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { makePdf } from "../testing/make-pdf.ts";
import { parsePdf } from "./parse-pdf.ts";

const parse = async (pages: Parameters<typeof makePdf>[0]) => {
  const document = await parsePdf(makePdf(pages));
  const parts = document.elements.map(({ kind, start, end }) => [kind, document.text.slice(start, end)]);
  return { document, parts };
};
const body = (texts: string[], top = 700) => texts.map((text, i) => ({ text, y: top - i * 14 }));

describe("a PDF", () => {
  test("is read as headings and paragraphs, words put together again at line ends", async () => {
    const { document, parts } = await parse([
      [
        { text: "Annual report", y: 760, size: 22 },
        ...body([
          "The year was good for every depart-",
          "ment of the company, and the next year",
          "will be better.",
        ]),
        ...body(["Another paragraph begins here after a", "gap."], 630),
      ],
    ]);
    expect(parts).toEqual([
      ["heading", "Annual report"],
      [
        "paragraph",
        "The year was good for every department of the company, and the next year will be better.",
      ],
      ["paragraph", "Another paragraph begins here after a gap."],
    ]);
    expect(document.title).toBe("Annual report");
  });

  test("keeps the hyphen of a word that it writes with one elsewhere", async () => {
    const { document } = await parse([
      body([
        "It is a well-known fact among all of us",
        "that the results are not only well-",
        "known but also loved.",
      ]),
    ]);
    expect(document.text).toContain("not only well-known but also");
  });

  test("knows where its pages begin, empty ones included, and joins a paragraph across them", async () => {
    const { document } = await parse([
      body(["A sentence that begins on the first page and"]),
      body(["goes on upon the second page."]),
      [],
      body(["The fourth page stands by itself."]),
    ]);
    const { text, pageStarts, warnings } = document;
    expect(text).toContain("first page and goes on upon the second page.");
    expect(pageStarts).toEqual([
      0,
      text.indexOf("goes on"),
      text.indexOf("The fourth"),
      text.indexOf("The fourth"),
    ]);
    expect(warnings).toEqual(["1 of 4 pages hold no text. Scanned pages need OCR."]);
  });

  test("loses page numbers and repeated headers, but for the first header", async () => {
    const pages = Array.from({ length: 6 }, (_, i) => [
      { text: "Handbook of the company", y: 800 },
      ...body([
        `Invoice ${1040 + i * 7} is of this page alone`,
        "and has a second line",
        "and a third line",
        `and ends with word ${i * 3}`,
      ]),
      { text: `${i + 1}`, y: 30 },
    ]);
    const { document } = await parse(pages);
    expect(document.text.match(/Handbook of the company/g)).toHaveLength(1);
    expect(document.text).not.toMatch(/^\d+$/m);
    expect(document.warnings).toEqual(["11 lines of running headers and footers were left out."]);
  });

  test("keeps each item of a list on its line", async () => {
    const { parts } = await parse([
      body(["1. The first item is long and", "takes two lines", "2. The second", "3. The third"]),
    ]);
    expect(parts).toEqual([
      ["list", "1. The first item is long and takes two lines\n2. The second\n3. The third"],
    ]);
  });

  test("with a password is refused as encrypted", async () => {
    const bytes = await readFile("e2e/fixtures/encrypted.pdf");
    await expect(parsePdf(bytes)).rejects.toMatchObject({ code: "encrypted_file" });
  });

  test("that is cut off or no PDF at all is refused as damaged", async () => {
    const whole = makePdf([body(["Text."])]);
    await expect(parsePdf(whole.subarray(0, 120))).rejects.toMatchObject({ code: "corrupt_file" });
    await expect(parsePdf(Buffer.from("%PDF-1.7\nnothing"))).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test("whose cross-reference table is wrong is read all the same", async () => {
    const whole = makePdf([body(["Recovered text of the only page."])]).toString("latin1");
    const document = await parsePdf(
      Buffer.from(whole.replaceAll(/\d{10} 00000 n/g, "0000000001 00000 n"), "latin1"),
    );
    expect(document.text).toBe("Recovered text of the only page.");
  });
});
