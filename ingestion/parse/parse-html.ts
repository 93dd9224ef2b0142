import type { Element as HtmlElement, Root } from "hast";
import { toText } from "hast-util-to-text";
import rehypeParse from "rehype-parse";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { decodeText } from "./decode-text.ts";
import type { ParsedDocument } from "./element.ts";
import { pruneBoilerplate, pruneUnreadable } from "./html/prune-boilerplate.ts";
import { readBlocks } from "./html/read-blocks.ts";
import { readOrigin } from "./read-origin.ts";
import { TextBuilder } from "./text-builder.ts";

const processor = unified().use(rehypeParse);

/** A web page: its main part as headings, paragraphs, lists and tables, without scripts and surroundings. */
export function parseHtml(bytes: Buffer): ParsedDocument {
  const { text, encoding, warnings } = decodeText(bytes, declaredEncoding(bytes));
  const tree = processor.parse(text);
  const pageTitle = titleOf(tree);
  return {
    ...readMeta(tree),
    ...readHtml(tree, pruneBoilerplate),
    parser: `rehype 9 (${encoding})`,
    warnings,
    ...(pageTitle && { title: pageTitle }),
  };
}

/** HTML that a converter made from an office document. All of it is content. */
export function parseConvertedHtml(html: string): Omit<ParsedDocument, "parser"> {
  const tree = processor.parse(html);
  return readHtml(tree, (root) => {
    pruneUnreadable(root);
    return root;
  });
}

function readHtml(tree: Root, prune: (tree: Root) => Root | HtmlElement): Omit<ParsedDocument, "parser"> {
  const root = prune(tree);
  const builder = new TextBuilder();
  readBlocks(root, builder);
  const { text, elements } = builder;
  const topHeading = elements.find((element) => element.kind === "heading" && element.level === 1);
  return {
    title: topHeading?.label ?? null,
    text,
    elements,
    pageStarts: null,
    tables: elements.filter((element) => element.kind === "table").length,
    imagesSkipped: countImages(root),
    warnings: [],
  };
}

/** As the page itself says in its first kilobytes, which are ASCII but for the characters that don't matter here. */
function declaredEncoding(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 4096).toString("latin1");
  return /<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1];
}

/** In the order of trust, as sites, feeds, libraries and social networks write them. */
const authorMetas = ["author", "article:author", "dc.creator", "dcterms.creator", "citation_author"];
const dateMetas = [
  "article:published_time",
  "datepublished",
  "dc.date",
  "dcterms.date",
  "dcterms.created",
  "citation_publication_date",
  "date",
  "pubdate",
  "article:modified_time",
  "last-modified",
];

/** Who wrote the page and when, as its head says. */
function readMeta(tree: Root) {
  const said = new Map<string, string[]>();
  visit(tree, "element", ({ tagName, properties }) => {
    if (tagName === "body") return "skip";
    if (tagName !== "meta") return;
    const { name, property, itemProp, content } = properties;
    const key = String(name ?? property ?? itemProp ?? "").toLowerCase();
    if (key) said.set(key, [...(said.get(key) ?? []), String(content ?? "")]);
  });
  const authors = authorMetas.find((name) =>
    said.get(name)?.some((value) => !/^\s*(?:https?:|$)/.test(value)),
  );
  return readOrigin({
    authors: said.get(authors ?? ""),
    dates: dateMetas.flatMap((name) => said.get(name) ?? []),
  });
}

function titleOf(tree: Root): string | null {
  let title: string | null = null;
  visit(tree, "element", (node) => {
    if (node.tagName === "svg") return "skip";
    if (node.tagName !== "title") return;
    title = toText(node).replace(/\s+/g, " ").trim() || null;
    return false;
  });
  return title;
}

function countImages(root: Root | HtmlElement): number {
  let images = 0;
  visit(root, "element", (node) => {
    if (node.tagName === "img") images += 1;
  });
  return images;
}
