import { attributeOf, childAt, childrenOf, findAll, textIn } from "../xml/read-xml.ts";
import type { Package } from "./open-package.ts";

/** Reviewers' comments on a Word document, in its order, each with who wrote it: "Ada Lovelace: Is this so?" */
export async function readWordComments(parts: Package, main: string): Promise<string[]> {
  const relations = [...(await parts.relationsOf(main)).values()];
  const part = relations.find(({ type }) => type === "comments")?.target;
  const list = part ? await parts.readXml(part) : null;
  return childrenOf(childAt(list, "comments"), "comment").flatMap((comment) => {
    const text = findAll(comment, "p")
      .map((paragraph) => findAll(paragraph, "t").map(textIn).join(""))
      .filter((line) => line.trim())
      .join(" ");
    if (!text) return [];
    const author = attributeOf(comment, "author")?.trim();
    return author ? `${author}: ${text}` : text;
  });
}
