import type { Element, ElementContent, Root, RootContent, Text } from "hast";
import { markToken } from "./mark-answer";

/** The stretch of text that the walk is in; it may begin and end inside different elements. */
interface Walk {
  stretch: string | null;
}

/**
 * Turns the tokens of markAnswer and markQuote into elements: `<cite-mark data-ordinal>`, `<seam-line data-ordinal>`; for unsupported sentences
 * `<unsupported-span>` around each piece of text with one `<unsupported-note data-ordinal>` at the end; for quotes `<mark>`
 * around each piece. Comes last, after the sanitizer, which would drop them. Inside code, where a mark can't stand, only
 * the token goes. Each block runs in the direction of its own first letter: an answer may hold Arabic and English.
 */
export function rehypeMarks() {
  return (root: Root) => {
    const walk: Walk = { stretch: null };
    root.children = markChildren(root.children, walk);
    for (const block of root.children)
      if (block.type === "element")
        block.properties.dir = block.tagName === "table" ? directionOf(block) : "auto";
  };
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A table's, in so many words: its frame's style has to know. As "auto" finds it, by the first letter. */
function directionOf(block: Element): "rtl" | "ltr" {
  const letter = /\p{L}/u.exec(textIn(block))?.[0] ?? "";
  return rightToLeft.test(letter) ? "rtl" : "ltr";
}

function textIn(node: ElementContent): string {
  if (node.type === "text") return node.value;
  return node.type === "element" ? node.children.map(textIn).join("") : "";
}

function markChildren<Node extends RootContent>(nodes: Node[], walk: Walk): Node[] {
  return nodes.flatMap((node): Node[] => {
    if (node.type === "text") return markText(node, walk) as Node[];
    if (node.type !== "element") return [node];
    if (node.tagName === "code") stripTokens(node);
    else node.children = markChildren(node.children, walk);
    return [node];
  });
}

function markText(node: Text, walk: Walk): ElementContent[] {
  const parts: ElementContent[] = [];
  let done = 0;
  const push = (value: string) => {
    if (value !== "") parts.push(textOf(value, walk));
  };
  for (const match of node.value.matchAll(markToken)) {
    push(node.value.slice(done, match.index));
    done = match.index + match[0].length;
    const { citation, seam, stretch, end } = match.groups ?? {};
    if (citation) parts.push(element("cite-mark", citation));
    if (seam) parts.push(element("seam-line", seam));
    if (stretch) walk.stretch = stretch;
    if (end) {
      if (walk.stretch?.startsWith("u")) parts.push(element("unsupported-note", walk.stretch.slice(1)));
      walk.stretch = null;
    }
  }
  push(node.value.slice(done));
  return parts;
}

function textOf(value: string, { stretch }: Walk): ElementContent {
  const text: Text = { type: "text", value };
  if (stretch === null || value.trim() === "") return text;
  return stretch === "q" ? element("mark", null, [text]) : element("unsupported-span", null, [text]);
}

function element(tagName: string, ordinal: string | null, children: ElementContent[] = []): Element {
  return { type: "element", tagName, properties: ordinal === null ? {} : { dataOrdinal: ordinal }, children };
}

function stripTokens(node: Element): void {
  for (const child of node.children) {
    if (child.type === "text") child.value = child.value.replaceAll(markToken, "");
    else if (child.type === "element") stripTokens(child);
  }
}
