/** Where something stands on the page as displayed: shares of its width and height, from its upper left corner. */
export type ShareBox = [left: number, top: number, width: number, height: number];

/** A line of text. Distances are in points, on the page turned so that its text runs to the right; `baseline` grows downwards. */
export interface Line {
  kind: "line";
  text: string;
  /** 1-based. */
  page: number;
  /** Lines of one part of a page, such as a column, have one number, ascending in reading order. */
  region: number;
  left: number;
  right: number;
  baseline: number;
  /** Of its larger letters, rounded to half a point. */
  fontSize: number;
  fontName: string;
  /** False for stamps and axis labels that run another way than most of the page. */
  isUpright: boolean;
  box: ShareBox;
}

export interface Table {
  kind: "table";
  page: number;
  region: number;
  rows: { text: string; box: ShareBox | null }[][];
}

/** What a page is made of, in reading order. */
export type PageItem = Line | Table;
