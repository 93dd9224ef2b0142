import type { Package, Relation } from "../office/open-package.ts";
import { attributeOf, childAt, childrenOf, findAll, textIn, type XmlNode } from "../xml/read-xml.ts";
import { linesOf } from "./read-paragraphs.ts";

/** The comments on a slide and the answers to them, each with its writer: "Ada: Is this so?" */
export async function readSlideComments(
  parts: Package,
  relations: Map<string, Relation>,
  authors: Map<string, string>,
): Promise<string[]> {
  const comments: string[] = [];
  for (const { type, target } of relations.values()) {
    if (type !== "comments") continue;
    for (const node of findAll(await parts.readXml(target), "cm")) comments.push(...linesFor(node, authors));
  }
  return comments;
}

function linesFor(node: XmlNode, authors: Map<string, string>): string[] {
  const said = (textIn(childAt(node, "text")) || linesOf(childAt(node, "txBody")))
    .replace(/\s+/g, " ")
    .trim();
  const author = authors.get(attributeOf(node, "authorId") ?? "");
  const replies = childrenOf(childAt(node, "replyLst"), "reply").flatMap((reply) => linesFor(reply, authors));
  return [...(said ? [author ? `${author}: ${said}` : said] : []), ...replies];
}

/** Who wrote comments in a presentation, by their ids, as either generation of PowerPoint keeps them. */
export async function readCommentAuthors(parts: Package): Promise<Map<string, string>> {
  const authors = new Map<string, string>();
  for (const name of ["ppt/commentAuthors.xml", "ppt/authors.xml"]) {
    const root = await parts.readXml(name);
    for (const node of [...findAll(root, "cmAuthor"), ...findAll(root, "author")])
      authors.set(node.attributes.id ?? "", node.attributes.name ?? "");
  }
  return authors;
}
