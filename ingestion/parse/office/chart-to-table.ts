import { markdownTable } from "../markdown-table.ts";
import type { TextBuilder } from "../text-builder.ts";
import { childAt, childrenOf, findAll, textIn, type XmlNode } from "../xml/read-xml.ts";

/** Charts of measurements have thousands of points, which no reader asks for one by one. */
const pointsMax = 200;

/** Writes what a chart says, as its file keeps it beside the drawing: title, axes' titles, and its series as a table. */
export function writeChart(root: XmlNode, builder: TextBuilder): void {
  const chart = childAt(root, "chartSpace", "chart");
  const titles = findAll(chart, "title").map(titleText).filter(Boolean);
  const series = findAll(chart, "ser");
  builder.add({ kind: "paragraph", text: titles.length ? `Chart: ${titles.join(", ")}` : "Chart" });
  const points = series.map((node) => ({
    name: cached(childAt(node, "tx")).join(" "),
    categories: cached(childAt(node, "cat") ?? childAt(node, "xVal")),
    values: cached(childAt(node, "val") ?? childAt(node, "yVal")),
  }));
  const categories = points.find((one) => one.categories.length > 0)?.categories ?? [];
  const length = Math.min(
    pointsMax,
    Math.max(categories.length, ...points.map(({ values }) => values.length), 0),
  );
  if (length === 0) return;
  const header = ["", ...points.map(({ name }, i) => name || `Series ${i + 1}`)];
  const rows = Array.from({ length }, (_, i) => [
    categories[i] ?? String(i + 1),
    ...points.map(({ values }) => values[i] ?? ""),
  ]);
  builder.add({ kind: "table", ...markdownTable([header, ...rows]) });
}

const titleText = (title: XmlNode) =>
  (findAll(title, "t").map(textIn).join("") || cached(childAt(title, "tx")).join(" ")).trim();

/** The values that a chart keeps of the cells it was made from, at their places; categories of several levels in one. */
function cached(node: XmlNode | undefined): string[] {
  const [cache] = ["strCache", "numCache", "strLit", "numLit"].flatMap((name) => findAll(node, name));
  const levels = cache ? [cache] : findAll(node, "lvl");
  const values: string[] = [];
  for (const level of levels.reverse())
    for (const point of childrenOf(level, "pt")) {
      const index = Number(point.attributes.idx ?? 0);
      if (index < pointsMax)
        values[index] = [values[index], textIn(childAt(point, "v")).trim()].filter(Boolean).join(" ");
    }
  if (values.length === 0) return childrenOf(node, "v").map(textIn);
  return Array.from(values, (value) => value ?? "");
}
