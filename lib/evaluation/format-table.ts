/**
 * Rows under their headings for a terminal: the first column to the left, the others to the right, each as wide as its widest
 * cell. A row of fewer cells is a line by itself.
 */
export function formatTable(headings: string[], rows: string[][]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) =>
    Math.max(...all.filter((row) => row.length > 1).map((row) => [...(row[column] ?? "")].length)),
  );
  const line = (row: string[]) =>
    row.length === 1
      ? (row[0] ?? "")
      : row.map((cell, i) => (i === 0 ? pad(cell, widths[i]) : lead(cell, widths[i]))).join("  ");
  return all.map((row) => `${line(row).trimEnd()}\n`).join("");
}

const pad = (cell: string, width = 0) => cell + " ".repeat(Math.max(0, width - [...cell].length));
const lead = (cell: string, width = 0) => " ".repeat(Math.max(0, width - [...cell].length)) + cell;

/** `.695`: three digits of a share, as retrieval is reported. */
export function formatShare(share: number): string {
  return share.toFixed(3).replace(/^(-?)0(?=\.)/, "$1");
}

/** `+.012`, `−.004`. */
export function formatDifference(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${formatShare(Math.abs(difference))}`;
}
