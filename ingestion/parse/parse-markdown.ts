import type { Root, RootContent } from "mdast";
import { toString as plainText } from "mdast-util-to-string";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { decodeText } from "./decode-text.ts";
import type { Element, ParsedDocument } from "./element.ts";
import { readOrigin } from "./read-origin.ts";

const processor = unified().use(remarkParse).use(remarkGfm);
const frontMatter = /^---[ \t]*\r?\n(?:[\s\S]*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** Markdown (CommonMark and GFM): the file's own text, markup and all, with the structure that the markup says. */
export function parseMarkdown(bytes: Buffer): ParsedDocument {
  const { text, warnings } = decodeText(bytes);
  const matter = frontMatter.exec(text)?.[0] ?? "";
  // Blanked rather than cut, so that positions stay true.
  const tree = processor.parse(matter.replace(/[^\r\n]/g, " ") + text.slice(matter.length));
  const elements = tree.children.flatMap((node) => toElement(node, text) ?? []);
  return {
    parser: "remark 11 with GFM",
    title: valueIn(matter, "title") ?? firstHeading(tree),
    ...readOrigin({
      authors: listIn(matter, "authors?"),
      dates: ["date", "published", "updated", "last_modified", "lastmod"].map((key) => valueIn(matter, key)),
    }),
    text,
    elements,
    pageStarts: null,
    tables: elements.filter((element) => element.kind === "table").length,
    imagesSkipped: countImages(tree),
    warnings,
  };
}

function toElement(node: RootContent, text: string): Element | null {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) return null;
  switch (node.type) {
    case "heading":
      return {
        kind: "heading",
        start,
        end,
        level: node.depth,
        label: plainText(node).replace(/\s+/g, " ").trim(),
      };
    case "list":
      return { kind: "list", start, end };
    case "code":
      return { kind: "code", start, end };
    case "table":
      return { kind: "table", start, end, headerEnd: endOfLine(text, endOfLine(text, start)) };
    case "html":
      return hasVisibleText(node.value) ? { kind: "paragraph", start, end } : null;
    case "thematicBreak":
    case "definition":
      return null;
    default:
      return { kind: "paragraph", start, end };
  }
}

/** After the line break of the line that holds this offset. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  return at < 0 ? text.length : at + 1;
}

/** Comments are for authors: what nobody sees isn't indexed. */
function hasVisibleText(html: string): boolean {
  return html.replace(/<!--[\s\S]*?-->|<[^>]*>/g, "").trim() !== "";
}

/** A key's value on its line of the front matter, which may be YAML in much more than this. */
function valueIn(matter: string, key: string): string | null {
  const value = new RegExp(`^${key}[ \\t]*:[ \\t]*(.+?)[ \\t]*\\r?$`, "im").exec(matter)?.[1];
  return unquoted(value ?? "") || null;
}

/** More than authors fill; a comma costs a look at all that follows. */
const listCharsMax = 2000;

/** One value, a list in brackets, or one value a line below the key. */
function listIn(matter: string, key: string): string[] {
  const value = valueIn(matter, key)?.slice(0, listCharsMax);
  if (value)
    return value
      .replace(/^\[(.*)\]$/, "$1")
      .split(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/)
      .map(unquoted);
  const below =
    new RegExp(`^${key}[ \\t]*:[ \\t]*\\r?\\n((?:[ \\t]*-[ \\t].*\\r?\\n)+)`, "im").exec(matter)?.[1] ?? "";
  return below.split("\n").map((line) => unquoted(line.replace(/^[ \t]*-[ \t]*(?:name:[ \t]*)?/, "")));
}

const unquoted = (value: string) =>
  value
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2")
    .trim();

function firstHeading(tree: Root): string | null {
  const heading = tree.children.find((node) => node.type === "heading" && node.depth === 1);
  return (heading && plainText(heading).replace(/\s+/g, " ").trim()) || null;
}

function countImages(tree: Root): number {
  let images = 0;
  visit(tree, ["image", "imageReference"], () => {
    images += 1;
  });
  return images;
}
