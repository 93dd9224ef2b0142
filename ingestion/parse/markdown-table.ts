export interface MarkdownTable {
  text: string;
  /** Length of the header with its rule and line break; absent where the first row is data like the others. */
  headerLength?: number;
}

/**
 * Rows as a Markdown table, one line each, filled up to the longest. Without a header its place stays empty, since
 * Markdown has no tables without one.
 */
export function markdownTable(rows: string[][], hasHeader = true): MarkdownTable {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const line = (row: string[]) => {
    let text = "|";
    for (let i = 0; i < columns; i++) text += ` ${plainCell(row[i] ?? "")} |`;
    return text;
  };
  const [head = [], ...body] = hasHeader ? rows : [[], ...rows];
  const header = `${line(head)}\n|${" --- |".repeat(columns)}\n`;
  const text = header + body.map(line).join("\n");
  return hasHeader ? { text, headerLength: header.length } : { text };
}

const plainCell = (cell: string) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");

const numeric = /^[-+(]?\p{Sc}?\s?[\d.,' ]*\d[\d.,' ]*\)?\s?[%\p{Sc}]?$/u;
const dated = /^\d{4}-\d\d-\d\d|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/;
const year = /^(19|20)\d\d$/;

/**
 * Whether a table's first row reads like column names: no cell of it is a number or date (years are names), nearly all are
 * filled, and none is a paragraph.
 */
export function looksLikeHeader(rows: string[][]): boolean {
  const [head = []] = rows;
  if (rows.length < 2) return false;
  const filled = head.map((cell) => cell.trim()).filter(Boolean);
  if (filled.length === 0 || filled.length < head.length / 2) return false;
  return filled.every(
    (cell) => cell.length <= headerCharsMax && (year.test(cell) || !(numeric.test(cell) || dated.test(cell))),
  );
}

const headerCharsMax = 120;
