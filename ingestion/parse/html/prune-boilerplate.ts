import type { Element as HtmlElement, Root } from "hast";
import { toText } from "hast-util-to-text";
import { visit } from "unist-util-visit";

/** Never text to read, whatever the page. */
const neverText = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "canvas",
  "iframe",
  "object",
  "embed",
  "audio",
  "video",
  "map",
  "button",
  "select",
  "option",
  "datalist",
  "textarea",
  "input",
  "progress",
  "meter",
  "dialog",
  "head",
  "link",
  "meta",
]);
/** A page's surroundings. */
const surroundings = new Set(["nav", "aside", "footer", "menu"]);
const surroundingRoles = new Set([
  "navigation",
  "banner",
  "contentinfo",
  "complementary",
  "search",
  "menu",
  "menubar",
  "toolbar",
  "tablist",
  "dialog",
  "alert",
]);
const headings = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
/** The main part must hold this share of the visible text, or the page uses the mark for something else. */
const mainShareMin = 0.3;

/**
 * Reduces a web page to what it is about, in place: no scripts, forms, hidden parts, navigation or footers, of page headers
 * only their headings, and where the page marks its main part, only that. Returns the part to read.
 */
export function pruneBoilerplate(tree: Root): Root | HtmlElement {
  removeWhere(tree, (node) => neverText.has(node.tagName) || isHidden(node));
  removeWhere(
    tree,
    (node) => surroundings.has(node.tagName) || surroundingRoles.has(String(node.properties.role)),
  );
  keepOnlyHeadingsOfHeaders(tree);
  const main = findMain(tree);
  return main && lengthOf(main) >= mainShareMin * lengthOf(tree) ? main : tree;
}

/** Takes out what is never text to read, in place; for HTML that a converter wrote, which has no surroundings. */
export function pruneUnreadable(tree: Root): void {
  removeWhere(tree, (node) => neverText.has(node.tagName));
}

function isHidden({ properties }: HtmlElement): boolean {
  const style = String(properties.style ?? "");
  return (
    properties.hidden === true ||
    properties.ariaHidden === "true" ||
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)
  );
}

function removeWhere(tree: Root, isUnwanted: (node: HtmlElement) => boolean): void {
  visit(tree, "element", (node, index, parent) => {
    if (!parent || index === undefined || !isUnwanted(node)) return;
    parent.children.splice(index, 1);
    return index; // the next sibling stands here now
  });
}

function keepOnlyHeadingsOfHeaders(tree: Root): void {
  visit(tree, "element", (node) => {
    if (node.tagName !== "header") return;
    const kept: HtmlElement[] = [];
    visit(node, "element", (inner) => {
      if (headings.has(inner.tagName)) kept.push(inner);
    });
    node.children = kept;
    return "skip";
  });
}

function findMain(tree: Root): HtmlElement | null {
  const mains: HtmlElement[] = [];
  const articles: HtmlElement[] = [];
  visit(tree, "element", (node) => {
    if (node.tagName === "main" || node.properties.role === "main") mains.push(node);
    if (node.tagName === "article") articles.push(node);
  });
  return mains[0] ?? (articles.length === 1 ? (articles[0] ?? null) : null);
}

const lengthOf = (node: Root | HtmlElement) => toText(node).length;
