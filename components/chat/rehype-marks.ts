import type { Element, ElementContent, Root, RootContent, Text } from "hast";
import { markToken } from "./mark-answer";

/** Which unsupported sentence the walk is in; it may begin and end inside different elements. */
interface Walk {
  unsupported: string | null;
}

/**
 * Turns the tokens of markAnswer into elements: `<cite-mark data-ordinal>`, and for unsupported sentences
 * `<unsupported-span>` around each piece of text with one `<unsupported-note data-ordinal>` at the end. Comes last, after
 * the sanitizer, which would drop them. Inside code, where a mark can't stand, only the token goes.
 */
export function rehypeMarks() {
  return (root: Root) => {
    const walk: Walk = { unsupported: null };
    root.children = markChildren(root.children, walk);
  };
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
    if (value === "") return;
    const text: Text = { type: "text", value };
    const isMarked = walk.unsupported !== null && value.trim() !== "";
    parts.push(isMarked ? element("unsupported-span", walk.unsupported, [text]) : text);
  };
  for (const match of node.value.matchAll(markToken)) {
    push(node.value.slice(done, match.index));
    done = match.index + match[0].length;
    const { citation, unsupported, end } = match.groups ?? {};
    if (citation) parts.push(element("cite-mark", citation));
    if (unsupported) walk.unsupported = unsupported;
    if (end && walk.unsupported !== null) {
      parts.push(element("unsupported-note", walk.unsupported));
      walk.unsupported = null;
    }
  }
  push(node.value.slice(done));
  return parts;
}

function element(tagName: string, ordinal: string | null, children: ElementContent[] = []): Element {
  return { type: "element", tagName, properties: { dataOrdinal: ordinal ?? "" }, children };
}

function stripTokens(node: Element): void {
  for (const child of node.children) {
    if (child.type === "text") child.value = child.value.replaceAll(markToken, "");
    else if (child.type === "element") stripTokens(child);
  }
}
