import type { ParsedDocument } from "../element.ts";
import { readOrigin } from "../read-origin.ts";
import { childAt, childrenOf, type XmlNode } from "../xml/read-xml.ts";

export type OdfMeta = Pick<ParsedDocument, "title" | "author" | "datedAt">;

/** What an OpenDocument file's properties say of it; as with Office files, its last change goes before its making. */
export function readMeta(root: XmlNode | null): OdfMeta {
  const meta = childAt(root, "document-meta", "meta");
  const said = (name: string) =>
    childrenOf(meta, name)
      .flatMap(({ children }) => children)
      .filter((child) => typeof child === "string")
      .join("")
      .trim();
  return {
    title: said("title") || null,
    ...readOrigin({
      authors: [said("initial-creator") || said("creator")],
      dates: [said("date"), said("creation-date")],
    }),
  };
}
