import { describe, expect, test } from "vitest";
import { makeOffice, makeRelations } from "../testing/make-zip.ts";
import { outline } from "../testing/outline.ts";
import { parseXlsx } from "./parse-xlsx.ts";

const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts>
  <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`;

/** A workbook of sheets, each given as its sheetData and what follows it. */
function workbook(sheets: string[], { attributes = "", parts = {} as Record<string, string> } = {}) {
  const list = sheets.map(
    (_, i) =>
      `<sheet name="Sheet ${i + 1}" sheetId="${i + 1}" r:id="rId${i + 1}" ${i === 1 ? attributes : ""}/>`,
  );
  return makeOffice("workbook", {
    "xl/workbook.xml": `<workbook><sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": makeRelations({
      ...Object.fromEntries(
        sheets.map((_, i) => [
          `rId${i + 1}`,
          ["worksheet", `worksheets/sheet${i + 1}.xml`] as [string, string],
        ]),
      ),
      s: ["styles", "styles.xml"],
      t: ["sharedStrings", "sharedStrings.xml"],
    }),
    "xl/styles.xml": styles,
    "xl/sharedStrings.xml": `<sst><si><t>Shared</t></si><si><r><t>Rich </t></r><r><t>text</t></r><rPh><t>reading</t></rPh></si></sst>`,
    ...Object.fromEntries(
      sheets.map((sheet, i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet>${sheet}</worksheet>`]),
    ),
    ...parts,
  });
}

const cell = (at: string, value: string | number, style = 0) =>
  typeof value === "number"
    ? `<c r="${at}" s="${style}"><v>${value}</v></c>`
    : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (number: number, ...values: (string | number)[]) =>
  `<row r="${number}">${values.map((value, i) => (value === "" ? "" : cell(`${"ABCDEFGH"[i]}${number}`, value))).join("")}</row>`;
const sheetData = (...rows: string[]) => `<sheetData>${rows.join("")}</sheetData>`;

describe("a workbook", () => {
  test("has a section per sheet, its name as heading, its table with a header", async () => {
    const document = await parseXlsx(
      workbook([sheetData(row(1, "Name", "Age"), row(2, "Ada", 36)), sheetData()]),
    );
    expect(outline(document)).toEqual([
      "heading 1: Sheet 1",
      "table: | Name | Age |\n| --- | --- |\n| Ada | 36 |",
    ]);
    expect(document.elements[1]?.headerEnd).toBe(document.text.indexOf("| Ada"));
  });

  test("says dates as ISO dates, amounts with their currency, percentages as such", async () => {
    const cells = [
      cell("A1", 43363, 1),
      cell("A2", 43363.75, 2),
      cell("A3", 0.125, 3),
      cell("A4", 1234.5, 4),
      cell("A5", 0.5, 5),
      cell("A6", 0.1 + 0.2),
    ];
    const { text } = await parseXlsx(
      workbook([sheetData(...cells.map((one, i) => `<row r="${i + 1}">${one}</row>`))]),
    );
    expect(text.split("\n").slice(2)).toEqual([
      "2018-09-20",
      "2018-09-20 18:00",
      "12.50%",
      "1234.50 €",
      "12:00",
      "0.3",
    ]);
  });

  test("gives shared strings, booleans, errors and the saved results of formulas, without calculating", async () => {
    const cells = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#REF!</v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1"><f>HYPERLINK("http://x")</f></c></row>`;
    const { text, warnings } = await parseXlsx(workbook([sheetData(cells)]));
    expect(text).toContain('Shared | Rich text | TRUE | #REF! | 2 | =HYPERLINK("http://x")');
    expect(warnings).toHaveLength(1);
  });

  test("parts tables at empty rows and columns, and goes on with one across a gap", async () => {
    const sheet = sheetData(
      row(1, "Left", "L2", "", "Right", "R2"),
      row(2, 1, 2, "", 3, 4),
      row(3, 5, 6, "", 7, 8),
      row(6, 9, 10),
      row(9, "Next", "N2"),
      row(10, 11, 12),
    );
    const tables = outline(await parseXlsx(workbook([sheet]))).slice(1);
    expect(tables).toEqual([
      "table: | Left | L2 |\n| --- | --- |\n| 1 | 2 |\n| 5 | 6 |\n| 9 | 10 |",
      "table: | Right | R2 |\n| --- | --- |\n| 3 | 4 |\n| 7 | 8 |",
      "table: | Next | N2 |\n| --- | --- |\n| 11 | 12 |",
    ]);
  });

  test("ignores formatted but empty cells, however far they reach", async () => {
    const far = `<row r="1048576"><c r="XFD1048576" s="1"/></row>`;
    const { text } = await parseXlsx(workbook([sheetData(row(1, "a", "b"), row(2, 1, 2), far)]));
    expect(text).toBe("Sheet 1\n\n| a | b |\n| --- | --- |\n| 1 | 2 |");
  });

  test("says a merged cell's text in each row and column that it covers", async () => {
    const sheet = `${sheetData(row(1, "Region", "City"), row(2, "North", "Oslo"), row(3, "", "Bergen"))}<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`;
    expect((await parseXlsx(workbook([sheet]))).text).toContain("| North | Bergen |");
  });

  test("reads hidden sheets and says so, and keeps comments with their cells", async () => {
    const sheets = [sheetData(row(1, "x")), sheetData(row(1, "secret"))];
    const parts = {
      "xl/worksheets/_rels/sheet1.xml.rels": makeRelations({ c: ["comments", "../comments1.xml"] }),
      "xl/comments1.xml": `<comments><authors><author>Ada</author></authors><commentList><comment ref="A1" authorId="0"><text><t>Is this net?</t></text></comment></commentList></comments>`,
    };
    const { text, warnings } = await parseXlsx(workbook(sheets, { attributes: 'state="hidden"', parts }));
    expect(text).toContain("secret");
    expect(text).toContain("- A1, Ada: Is this net?");
    expect(warnings).toEqual(["Hidden sheets were read too: Sheet 2."]);
  });

  test("with macros is refused, and a damaged one is damaged", async () => {
    const withMacros = workbook([sheetData(row(1, "x"))], { parts: { "xl/vbaProject.bin": "x" } });
    await expect(parseXlsx(withMacros)).rejects.toMatchObject({ code: "macro_enabled_file" });
    const broken = workbook(["<sheetData><row>"]);
    await expect(parseXlsx(broken)).rejects.toMatchObject({ code: "corrupt_file" });
    await expect(parseXlsx(makeOffice("document", {}))).rejects.toMatchObject({ code: "corrupt_file" });
  });
});
