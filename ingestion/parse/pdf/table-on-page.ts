import type { Rectangle } from "./matrix.ts";

export interface TableCell {
  text: string;
  /** Around its text, on the turned page; null where it's empty. */
  box: Rectangle | null;
}

/** A table as it stands on the turned page. */
export interface TableOnPage extends Rectangle {
  kind: "table";
  rows: TableCell[][];
  baseline: number;
  size: number;
  letters: number;
}
