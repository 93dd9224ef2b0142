import { read, utils } from "@e965/xlsx";
import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import { decryptOffice } from "./office/decrypt-office.ts";
import { readOrigin } from "./read-origin.ts";
import { formatNumber } from "./sheet/format-cell.ts";
import { Grid, spreadMerged } from "./sheet/grid.ts";
import { cellsMax, cutWarning, writeSheet } from "./sheet/write-sheet.ts";
import { TextBuilder } from "./text-builder.ts";

/**
 * A workbook of before 2007: a section per sheet with its tables, as parseXlsx writes them. Formulas give their saved results.
 * Throws `corrupt_file`, `encrypted_file` and `wrong_password`.
 *
 * Why this library: SheetJS is the one that reads the old binary format. Its own npm package is years behind; this one is
 * its current release, published unchanged.
 */
export async function parseXls(
  bytes: Buffer,
  { password }: { password?: string } = {},
): Promise<ParsedDocument> {
  const workbook = openWorkbook(await decryptOffice(bytes, password));
  const isFrom1904 = Boolean(workbook.Workbook?.WBProps?.date1904);
  const builder = new TextBuilder();
  const warnings: string[] = [];
  const hidden =
    workbook.Workbook?.Sheets?.filter((sheet) => sheet.Hidden).map((sheet) => sheet.name ?? "") ?? [];
  if (hidden.length) warnings.push(`Hidden sheets were read too: ${hidden.join(", ")}.`);
  let cells = 0;
  for (const name of workbook.SheetNames) {
    const sheet = workbook.Sheets[name];
    if (!sheet) continue;
    const grid = new Grid();
    for (const address of Object.keys(sheet)) {
      if (address.startsWith("!")) continue;
      const cell = sheet[address];
      const { r, c } = utils.decode_cell(address);
      const isNumber = cell.t === "n" && typeof cell.v === "number";
      grid.set(
        r,
        c,
        isNumber ? formatNumber(cell.v, String(cell.z ?? ""), isFrom1904) : String(cell.w ?? cell.v ?? ""),
      );
    }
    const merged = (sheet["!merges"] ?? []).map(({ s, e }) => ({
      top: s.r,
      left: s.c,
      bottom: e.r,
      right: e.c,
    }));
    spreadMerged(grid, merged);
    const before = builder.elements.length;
    builder.add({ kind: "heading", level: 1, label: name, text: name });
    writeSheet(grid, builder);
    if (builder.elements.length === before + 1) builder.dropLast();
    cells += grid.cellCount;
    if (cells <= cellsMax) continue;
    warnings.push(cutWarning(name));
    break;
  }
  return {
    parser: "SheetJS 0.20.3",
    title: workbook.Props?.Title?.trim() || null,
    ...readOrigin({
      authors: [workbook.Props?.Author],
      dates: [workbook.Props?.ModifiedDate, workbook.Props?.CreatedDate],
    }),
    text: builder.text,
    elements: builder.elements,
    pageStarts: null,
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: 0,
    warnings,
  };
}

function openWorkbook(bytes: Buffer) {
  try {
    return read(bytes, { type: "buffer", cellNF: true, cellFormula: false, cellHTML: false });
  } catch (cause) {
    const isEncrypted = cause instanceof Error && /password|encrypt/i.test(cause.message);
    throw new AppError(isEncrypted ? "encrypted_file" : "corrupt_file", { cause });
  }
}
