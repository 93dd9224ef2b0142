import { utils, write } from "@e965/xlsx";
import { expect, test } from "vitest";
import { outline } from "../testing/outline.ts";
import { parseXls } from "./parse-xls.ts";

function makeXls(): Buffer {
  const sheet = utils.aoa_to_sheet([
    ["Name", "Born", "Share"],
    ["Ada", 43363, 0.5],
  ]);
  Object.assign(sheet.B2, { z: "dd/mm/yyyy" });
  Object.assign(sheet.C2, { z: "0%" });
  const workbook = utils.book_new();
  utils.book_append_sheet(workbook, sheet, "People");
  return write(workbook, { type: "buffer", bookType: "biff8" });
}

test("an old workbook reads like a new one: a section per sheet, dates as dates", async () => {
  expect(outline(await parseXls(makeXls()))).toEqual([
    "heading 1: People",
    "table: | Name | Born | Share |\n| --- | --- | --- |\n| Ada | 2018-09-20 | 50% |",
  ]);
});

test("an old workbook that is cut off is damaged", async () => {
  await expect(parseXls(makeXls().subarray(0, 700))).rejects.toMatchObject({ code: "corrupt_file" });
});
