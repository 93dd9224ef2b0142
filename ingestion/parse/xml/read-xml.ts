import { SaxesParser } from "saxes";
import { AppError } from "../../../lib/errors.ts";
import { decodeText } from "../decode-text.ts";

export interface XmlNode {
  /** Without its prefix: which namespace it is follows from where it stands. */
  name: string;
  /** As written, prefix and all: `id` and `r:id` are two things. */
  attributes: Record<string, string>;
  children: (XmlNode | string)[];
}

/** Documents that people write are some dozens deep. */
const depthMax = 1000;

/**
 * XML as a tree of its elements and text. Entities that a document declares are never expanded: such a document is
 * damaged, as is one that isn't well-formed. Throws `corrupt_file`, and `parse_limit_exceeded` for absurd nesting.
 */
export function readXml(bytes: Buffer | string): XmlNode {
  const text = typeof bytes === "string" ? bytes : decodeText(bytes, declaredEncoding(bytes)).text;
  const root: XmlNode = { name: "", attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("opentag", ({ name, attributes }) => {
    const node: XmlNode = { name: localName(name), attributes, children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
    if (open.length > depthMax) throw new AppError("parse_limit_exceeded", { message: "XML too deep" });
  });
  parser.on("closetag", () => void open.pop());
  const addText = (text: string) => void open.at(-1)?.children.push(text);
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("error", (cause) => {
    throw new AppError("corrupt_file", { cause, message: cause.message });
  });
  parser.write(text).close();
  return root;
}

function declaredEncoding(bytes: Buffer): string | undefined {
  return /^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)/.exec(bytes.subarray(0, 200).toString("latin1"))?.[1];
}

export const localName = (name: string) => name.slice(name.indexOf(":") + 1);

/** The child elements, of one name where it's given. */
export function childrenOf(node: XmlNode | undefined | null, name?: string): XmlNode[] {
  return (node?.children ?? []).filter(
    (child): child is XmlNode => typeof child !== "string" && (name === undefined || child.name === name),
  );
}

/** Down a path of names, the first of each. */
export function childAt(node: XmlNode | undefined | null, ...path: string[]): XmlNode | undefined {
  let at = node ?? undefined;
  for (const name of path) at = childrenOf(at, name)[0];
  return at;
}

/** All elements of a name below this one, outermost first; what is found isn't searched again. */
export function findAll(node: XmlNode | undefined | null, name: string): XmlNode[] {
  return childrenOf(node).flatMap((child) => (child.name === name ? [child] : findAll(child, name)));
}

/** An attribute by its name without prefix; one without a prefix goes first. */
export function attributeOf(node: XmlNode | undefined | null, name: string): string | undefined {
  if (!node) return undefined;
  if (name in node.attributes) return node.attributes[name];
  const key = Object.keys(node.attributes).find((key) => localName(key) === name);
  return key === undefined ? undefined : node.attributes[key];
}

/** The text in an element, that of its descendants included. */
export function textIn(node: XmlNode | undefined | null): string {
  return (node?.children ?? []).map((child) => (typeof child === "string" ? child : textIn(child))).join("");
}
