import { attributeOf, childrenOf, findAll, type XmlNode } from "../xml/read-xml.ts";

/** What a text's styles say about its structure. */
export interface OdfStyles {
  /** Of a paragraph's style: the named style it comes from, e.g. "Title". */
  parentOf(style: string): string;
  /** Whether a list is numbered at a depth from 1. */
  isNumbered(listStyle: string, depth: number): boolean;
}

/** Reads the styles of an OpenDocument file, its own and the automatic ones. */
export function readStyles(roots: (XmlNode | undefined | null)[]): OdfStyles {
  const parents = new Map<string, string>();
  const numbered = new Map<string, Set<number>>();
  for (const root of roots) {
    for (const style of findAll(root, "style")) {
      const parent = attributeOf(style, "parent-style-name");
      if (parent) parents.set(attributeOf(style, "name") ?? "", parent);
    }
    for (const style of findAll(root, "list-style")) {
      const levels = childrenOf(style, "list-level-style-number");
      const name = attributeOf(style, "name") ?? "";
      numbered.set(name, new Set(levels.map((level) => Number(attributeOf(level, "level") ?? 1))));
    }
  }
  return {
    parentOf: (style) => (parents.get(style) ?? style).replaceAll("_20_", " "),
    isNumbered: (style, depth) => numbered.get(style)?.has(depth) ?? false,
  };
}
