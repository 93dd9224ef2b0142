import type { ElementContent, Element as HtmlElement, Root, RootContent } from "hast";
import { toText } from "hast-util-to-text";
import { visit } from "unist-util-visit";
import type { TextBuilder } from "../text-builder.ts";
import { tableToMarkdown } from "./table-to-markdown.ts";

const blocks = new Set([
  "html",
  "body",
  "main",
  "article",
  "section",
  "div",
  "p",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "ul",
  "ol",
  "dl",
  "dt",
  "dd",
  "li",
  "table",
  "thead",
  "tbody",
  "tfoot",
  "tr",
  "td",
  "th",
  "caption",
  "pre",
  "blockquote",
  "figure",
  "figcaption",
  "hr",
  "address",
  "header",
  "hgroup",
  "details",
  "summary",
  "fieldset",
  "form",
  "center",
]);

/** Writes an HTML tree to the builder, block by block: headings, paragraphs, lists, code, and tables as Markdown. */
export function readBlocks(node: Root | HtmlElement, builder: TextBuilder): void {
  let run: ElementContent[] = [];
  const flush = () => {
    const text = toText({ type: "element", tagName: "p", properties: {}, children: run }).trim();
    run = [];
    builder.add({ kind: "paragraph", text });
  };
  for (const child of node.children as (RootContent & ElementContent)[]) {
    if (child.type !== "element" || !hasBlock(child)) {
      run.push(child);
      continue;
    }
    flush();
    readBlock(child, builder);
  }
  flush();
}

function readBlock(node: HtmlElement, builder: TextBuilder): void {
  switch (node.tagName) {
    case "h1":
    case "h2":
    case "h3":
    case "h4":
    case "h5":
    case "h6": {
      const label = toText(node).replace(/\s+/g, " ").trim();
      builder.add({ kind: "heading", level: Number(node.tagName[1]), label, text: label });
      return;
    }
    case "ul":
    case "ol":
      builder.add({ kind: "list", text: listText(node, 0) });
      return;
    case "pre":
      builder.add({ kind: "code", text: toText(node, { whitespace: "pre" }).replace(/^\n+|\s+$/g, "") });
      return;
    case "table":
      readTable(node, builder);
      return;
    default:
      readBlocks(node, builder);
  }
}

function readTable(node: HtmlElement, builder: TextBuilder): void {
  const table = tableToMarkdown(node);
  if (!table) {
    readBlocks(node, builder);
    return;
  }
  if (table.caption) builder.add({ kind: "paragraph", text: table.caption });
  builder.add({ kind: "table", text: table.text, headerLength: table.headerLength });
}

/** A list as lines, nested ones indented. */
function listText(list: HtmlElement, depth: number): string {
  const lines: string[] = [];
  let number = Number(list.properties.start ?? 1) || 1;
  for (const item of list.children) {
    if (item.type !== "element") continue;
    const nested = item.children.filter(isList);
    const own = item.children.filter((child) => !isList(child));
    const text = toText({ ...item, tagName: "div", children: own })
      .replace(/\s+/g, " ")
      .trim();
    const mark = list.tagName === "ol" ? `${number++}.` : "-";
    if (text) lines.push(`${"  ".repeat(depth)}${mark} ${text}`);
    lines.push(...nested.map((inner) => listText(inner, depth + 1)).filter(Boolean));
  }
  return lines.join("\n");
}

const isList = (node: ElementContent): node is HtmlElement =>
  node.type === "element" && (node.tagName === "ul" || node.tagName === "ol");

/** Whether an element is a block or holds one. */
function hasBlock(node: HtmlElement): boolean {
  let found = false;
  visit(node, "element", (inner) => {
    if (!blocks.has(inner.tagName)) return;
    found = true;
    return false;
  });
  return found;
}
