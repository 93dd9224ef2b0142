import type { ParsedDocument } from "./element.ts";
import { writeChart } from "./office/chart-to-table.ts";
import { mainPartOf, openPackage, type Package, readProperties, relationOf } from "./office/open-package.ts";
import { formatCodeOf } from "./sheet/format-cell.ts";
import { readSheetComments } from "./sheet/read-sheet-comments.ts";
import { readSharedStrings, readWorksheet, type Workbook } from "./sheet/read-worksheet.ts";
import { cellsMax, cutWarning, writeSheet } from "./sheet/write-sheet.ts";
import { TextBuilder } from "./text-builder.ts";
import { childAt, childrenOf, findAll } from "./xml/read-xml.ts";

/**
 * A workbook: a section per sheet with its tables, dates as ISO dates, formulas by their saved results, then charts' numbers and
 * comments. Nothing is calculated or executed. Throws `corrupt_file`, `encrypted_file`, `wrong_password` and
 * `macro_enabled_file`.
 *
 * Why no library: exceljs and npm's xlsx have had no release for years, and others hold the whole workbook or lose merged
 * cells, hidden sheets and charts. Sheets are read as streams here, so that memory goes with what is in the cells.
 */
export async function parseXlsx(
  bytes: Buffer,
  { password }: { password?: string } = {},
): Promise<ParsedDocument> {
  const parts = await openPackage(bytes, password);
  const main = await mainPartOf(parts, "xl/workbook.xml");
  const relations = await parts.relationsOf(main);
  const root = childAt(await parts.readXml(main), "workbook");
  const workbook = await readWorkbook(
    parts,
    main,
    /^(1|true)$/.test(childAt(root, "workbookPr")?.attributes.date1904 ?? ""),
  );
  const builder = new TextBuilder();
  const warnings: string[] = [];
  const hidden: string[] = [];
  let cellsLeft = cellsMax;
  let formulas = 0;
  let images = 0;
  for (const sheet of childrenOf(childAt(root, "sheets"), "sheet")) {
    const target = relationOf(relations, sheet)?.target;
    const stream = target && (await parts.openStream(target));
    if (!stream) continue;
    const name = sheet.attributes.name ?? "Sheet";
    if (sheet.attributes.state && sheet.attributes.state !== "visible") hidden.push(name);
    const { grid, formulasWithoutResult, isCut } = await readWorksheet(stream, workbook, cellsLeft);
    cellsLeft -= grid.cellCount;
    formulas += formulasWithoutResult;
    const before = builder.elements.length;
    builder.add({ kind: "heading", level: 1, label: name, text: name });
    writeSheet(grid, builder);
    images += await writeDrawings(parts, target, builder);
    const comments = await readSheetComments(parts, target);
    if (comments.length > 0)
      builder.add({
        kind: "list",
        text: ["Comments:", ...comments.map((comment) => `- ${comment}`)].join("\n"),
      });
    if (builder.elements.length === before + 1) builder.dropLast();
    if (isCut) {
      warnings.push(cutWarning(name));
      break;
    }
  }
  if (hidden.length) warnings.push(`Hidden sheets were read too: ${hidden.join(", ")}.`);
  if (formulas)
    warnings.push(
      `${formulas} formulas have no saved result; their text was read. Open and save the file in Excel to add them.`,
    );
  return {
    parser: "XLSX reader 1 (saxes 6)",
    ...(await readProperties(parts)),
    text: builder.text,
    elements: builder.elements,
    pageStarts: null,
    tables: builder.elements.filter(({ kind }) => kind === "table").length,
    imagesSkipped: images,
    warnings,
  };
}

async function readWorkbook(parts: Package, main: string, isFrom1904: boolean): Promise<Workbook> {
  const relations = [...(await parts.relationsOf(main)).values()];
  const partOf = (type: string) => relations.find((relation) => relation.type === type)?.target ?? "";
  const strings = await parts.openStream(partOf("sharedStrings"));
  const styles = childAt(await parts.readXml(partOf("styles")), "styleSheet");
  const own = new Map(
    childrenOf(childAt(styles, "numFmts"), "numFmt").map(({ attributes }) => [
      Number(attributes.numFmtId),
      attributes.formatCode ?? "",
    ]),
  );
  return {
    isFrom1904,
    sharedStrings: strings ? await readSharedStrings(strings) : [],
    formatCodes: childrenOf(childAt(styles, "cellXfs"), "xf").map(({ attributes }) =>
      formatCodeOf(Number(attributes.numFmtId ?? 0), own),
    ),
  };
}

/** Writes the charts on a sheet and gives the number of its pictures. */
async function writeDrawings(parts: Package, sheet: string, builder: TextBuilder): Promise<number> {
  let images = 0;
  for (const drawing of (await parts.relationsOf(sheet)).values()) {
    if (drawing.type !== "drawing") continue;
    images += findAll(await parts.readXml(drawing.target), "pic").length;
    for (const { type, target } of (await parts.relationsOf(drawing.target)).values()) {
      const chart = type === "chart" ? await parts.readXml(target) : null;
      if (chart) writeChart(chart, builder);
    }
  }
  return images;
}
