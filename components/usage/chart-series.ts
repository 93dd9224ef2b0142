/** A row of a chart: where it begins, and a figure for each series; null where there was nothing to measure. */
export interface ChartPoint {
  startsAt: string;
  values: (number | null)[];
}

export interface ChartSeries {
  key: string;
  name: string;
}

/** Bars stand on each other and add up; lines are told apart by their dashes. */
export type ChartKind = "bar" | "line";
