import type { Readable } from "node:stream";
import { streamXml } from "../xml/stream-xml.ts";
import { formatNumber } from "./format-cell.ts";
import { type CellRange, cellAt, Grid, rangeOf, spreadMerged } from "./grid.ts";

export interface Workbook {
  sharedStrings: string[];
  /** The number format of each cell style, by the style's index. */
  formatCodes: string[];
  isFrom1904: boolean;
}

export interface Worksheet {
  grid: Grid;
  /** Formulas whose results the program that wrote the file didn't save; their text stands in their place. */
  formulasWithoutResult: number;
  isCut: boolean;
}

/**
 * A worksheet's cells as people see them, read as a stream and at most `cellsMax` of them. Formulas give the result that was
 * saved with them; nothing is calculated.
 */
export async function readWorksheet(
  stream: Readable,
  workbook: Workbook,
  cellsMax: number,
): Promise<Worksheet> {
  const grid = new Grid();
  const merged: CellRange[] = [];
  let formulasWithoutResult = 0;
  let row = -1;
  let column = -1;
  let cell = { type: "", style: 0, value: "", formula: "" };
  let collecting: "value" | "formula" | null = null;
  let isPhonetic = false;

  await streamXml(
    stream,
    {
      open(name, attributes) {
        if (name === "row") {
          row = attributes.r ? Number(attributes.r) - 1 : row + 1;
          column = -1;
        } else if (name === "c") {
          const at = cellAt(attributes.r ?? "");
          column = at?.column ?? column + 1;
          cell = { type: attributes.t ?? "n", style: Number(attributes.s ?? 0), value: "", formula: "" };
        } else if (name === "v" || name === "t") collecting = isPhonetic ? null : "value";
        else if (name === "f") collecting = "formula";
        else if (name === "rPh") isPhonetic = true;
        else if (name === "mergeCell") {
          const range = rangeOf(attributes.ref ?? "");
          if (range) merged.push(range);
        }
      },
      text(text) {
        if (collecting) cell[collecting] += text;
      },
      close(name) {
        if (name === "v" || name === "t" || name === "f") collecting = null;
        else if (name === "rPh") isPhonetic = false;
        else if (name === "c") {
          if (cell.formula && !cell.value) formulasWithoutResult += 1;
          grid.set(row, column, textOf(cell, workbook));
        }
      },
    },
    () => grid.cellCount >= cellsMax,
  );
  spreadMerged(grid, merged);
  return { grid, formulasWithoutResult, isCut: grid.cellCount >= cellsMax };
}

function textOf(
  { type, style, value, formula }: { type: string; style: number; value: string; formula: string },
  { sharedStrings, formatCodes, isFrom1904 }: Workbook,
): string {
  if (!value) return formula && `=${formula}`;
  switch (type) {
    case "s":
      return sharedStrings[Number(value)] ?? "";
    case "b":
      return value === "1" ? "TRUE" : "FALSE";
    case "d":
      return value.replace("T", " ").replace(/ 00:00(:00(\.0+)?)?Z?$/, "");
    case "n": {
      const number = Number(value);
      return Number.isFinite(number) ? formatNumber(number, formatCodes[style] ?? "", isFrom1904) : value;
    }
    default:
      return value;
  }
}

/** The strings that a workbook's sheets share, by index, without the readings above Japanese words. */
export async function readSharedStrings(stream: Readable): Promise<string[]> {
  const strings: string[] = [];
  let text = "";
  let isText = false;
  let isPhonetic = false;
  await streamXml(stream, {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") isPhonetic = true;
      else if (name === "t") isText = !isPhonetic;
    },
    text(part) {
      if (isText) text += part;
    },
    close(name) {
      if (name === "t") isText = false;
      else if (name === "rPh") isPhonetic = false;
      else if (name === "si") strings.push(unescapeControls(text));
    },
  });
  return strings;
}

/** Characters that XML can't hold are written as `_x000D_`. */
const unescapeControls = (text: string) =>
  text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
