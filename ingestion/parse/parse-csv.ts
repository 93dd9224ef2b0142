import Papa from "papaparse";
import { decodeText } from "./decode-text.ts";
import type { ParsedDocument } from "./element.ts";
import { looksLikeHeader, markdownTable } from "./markdown-table.ts";
import { TextBuilder } from "./text-builder.ts";

/** As many filled cells as of a workbook. */
const cellsMax = 1_000_000;

/**
 * Comma- or otherwise separated values as one table: the separator is found in the file, rows may be of different lengths, the
 * first row is the header where it reads like one. A cell that begins with `=` is text like any other.
 */
export function parseCsv(bytes: Buffer): ParsedDocument {
  const { text, encoding, warnings } = decodeText(bytes);
  const rows: string[][] = [];
  let cells = 0;
  let isCut = false;
  const { separator, body } = separatorLine(text);
  // "greedy" also skips rows of nothing but separators, with which spreadsheets pad their exports.
  Papa.parse<string[]>(body, {
    delimiter: separator,
    skipEmptyLines: "greedy",
    delimitersToGuess: [",", ";", "\t", "|", "\u001f"],
    step: ({ data }, parser) => {
      rows.push(trimEnd(data));
      cells += data.length;
      if (cells <= cellsMax) return;
      isCut = true;
      parser.abort();
    },
  });
  const builder = new TextBuilder();
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const isTable = columns > 1 && rows.length > 1;
  if (isTable) builder.add({ kind: "table", ...markdownTable(rows, looksLikeHeader(rows)) });
  else builder.add({ kind: "list", text: rows.map((row) => row.join(" | ")).join("\n") });
  const cut = `The file has more than ${cellsMax.toLocaleString("en")} cells: ${rows.length} rows were read.`;
  return {
    parser: `Papa Parse 5.7 (${encoding})`,
    title: null,
    text: builder.text,
    elements: builder.elements,
    pageStarts: null,
    tables: isTable ? 1 : 0,
    imagesSkipped: 0,
    warnings: isCut ? [...warnings, cut] : warnings,
  };
}

/** Excel's own first line, `sep=;`, names the separator; empty where it's to be found. */
function separatorLine(text: string): { separator: string; body: string } {
  const match = /^sep=(.)\r?\n/.exec(text);
  return { separator: match?.[1] ?? "", body: match ? text.slice(match[0].length) : text };
}

function trimEnd(row: string[]): string[] {
  return row.slice(0, row.findLastIndex((cell) => cell.trim()) + 1);
}
