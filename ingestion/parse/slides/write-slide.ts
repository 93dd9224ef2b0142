import { markdownTable } from "../markdown-table.ts";
import { writeChart } from "../office/chart-to-table.ts";
import { type Package, type Relation, relationOf } from "../office/open-package.ts";
import type { TextBuilder } from "../text-builder.ts";
import { childAt, childrenOf, findAll, type XmlNode } from "../xml/read-xml.ts";
import { lineOf, paragraphsIn, writeParagraphs } from "./read-paragraphs.ts";

export interface SlideContext {
  parts: Package;
  relations: Map<string, Relation>;
  builder: TextBuilder;
  /** What slides say in their margins: dates, footers. Said once, though it stands on each of them. */
  margins: Set<string>;
  /** Counted up for each picture. */
  images: number;
}

/** Placeholders of what stands on every slide. */
const margins = new Set(["dt", "ftr", "sldNum", "hdr"]);
const titles = new Set(["title", "ctrTitle"]);

/** The title of a slide, from its placeholder; empty where it has none. */
export function slideTitle(tree: XmlNode | undefined): string {
  const title = shapesIn(tree).find((shape) => titles.has(placeholderOf(shape) ?? ""));
  return lineOf(childAt(title, "txBody"));
}

/** Writes a slide's shapes in their order, but for its title: text, tables, charts, diagrams, pictures' descriptions. */
export async function writeShapes(tree: XmlNode | undefined, slide: SlideContext): Promise<void> {
  for (const node of childrenOf(tree)) {
    if (node.name === "sp" || node.name === "cxnSp") writeShape(node, slide);
    else if (node.name === "grpSp") await writeShapes(node, slide);
    else if (node.name === "pic") writePicture(node, slide);
    else if (node.name === "graphicFrame") await writeFrame(node, slide);
    else if (node.name === "AlternateContent")
      await writeShapes(childAt(node, "Choice") ?? childAt(node, "Fallback"), slide);
  }
}

/** All shapes with text, those in groups included. */
const shapesIn = (tree: XmlNode | undefined): XmlNode[] => findAll(tree, "sp");

/** The type of a shape's placeholder: "obj" where it holds any content; undefined of a shape that's none. */
function placeholderOf(shape: XmlNode): string | undefined {
  const placeholder = childAt(shape, "nvSpPr", "nvPr", "ph");
  return placeholder && (placeholder.attributes.type ?? "obj");
}

function writeShape(shape: XmlNode, slide: SlideContext): void {
  const placeholder = placeholderOf(shape) ?? "";
  const body = childAt(shape, "txBody");
  if (titles.has(placeholder)) return;
  if (margins.has(placeholder)) {
    const text = findAll(body, "fld").length > 0 ? "" : lineOf(body);
    if (!slide.margins.has(text)) slide.builder.add({ kind: "paragraph", text });
    slide.margins.add(text);
    return;
  }
  writeParagraphs(body, placeholder === "obj" || placeholder === "body", slide.builder);
}

function writePicture(picture: XmlNode, slide: SlideContext): void {
  slide.images += 1;
  const { descr = "", title = "" } = childAt(picture, "nvPicPr", "cNvPr")?.attributes ?? {};
  const text = (descr || title).replace(/\s+/g, " ").trim();
  // Programs fill in the file's name, or that a machine wrote the description.
  const said = text.replace(
    /\s*(Description automatically generated|AI-generated content may be incorrect\.?)\s*/gi,
    "",
  );
  if (said && !/^[\w\s.-]+\.(png|jpe?g|gif|bmp|svg|emf|wmf|tiff?)$/i.test(said))
    slide.builder.add({ kind: "paragraph", text: `Image: ${said}` });
}

async function writeFrame(frame: XmlNode, { parts, relations, builder }: SlideContext): Promise<void> {
  const data = childAt(frame, "graphic", "graphicData");
  const table = childAt(data, "tbl");
  if (table) builder.add({ kind: "table", ...markdownTable(rowsOf(table)) });
  const chart = relationOf(relations, childAt(data, "chart"));
  const chartRoot = chart?.type === "chart" ? await parts.readXml(chart.target) : null;
  if (chartRoot) writeChart(chartRoot, builder);
  const diagram = relationOf(relations, childAt(data, "relIds"), "dm");
  const lines = diagram ? paragraphsIn(await parts.readXml(diagram.target)) : [];
  builder.add({ kind: "list", text: lines.map((line) => `- ${line}`).join("\n") });
}

/** A cell that spans others says its text in the first of them. */
function rowsOf(table: XmlNode): string[][] {
  return childrenOf(table, "tr").map((row) =>
    childrenOf(row, "tc").map((cell) =>
      cell.attributes.hMerge || cell.attributes.vMerge ? "" : lineOf(childAt(cell, "txBody")),
    ),
  );
}
