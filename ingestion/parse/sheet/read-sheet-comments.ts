import type { Package } from "../office/open-package.ts";
import { attributeOf, childAt, childrenOf, findAll, textIn } from "../xml/read-xml.ts";

/** The comments on a sheet's cells, each with its cell and writer: "B2, Ada: Is this net?" */
export async function readSheetComments(parts: Package, sheet: string): Promise<string[]> {
  const relations = [...(await parts.relationsOf(sheet)).values()];
  const threaded = relations.find(({ type }) => type === "threadedComment");
  if (threaded) {
    const people = await readPeople(parts);
    const root = childAt(await parts.readXml(threaded.target), "ThreadedComments");
    return childrenOf(root, "threadedComment").flatMap((node) =>
      asLine(node.attributes.ref, people.get(node.attributes.personId ?? ""), textIn(childAt(node, "text"))),
    );
  }
  const part = relations.find(({ type }) => type === "comments");
  const root = part ? childAt(await parts.readXml(part.target), "comments") : undefined;
  const authors = childrenOf(childAt(root, "authors"), "author").map(textIn);
  return childrenOf(childAt(root, "commentList"), "comment").flatMap((node) =>
    asLine(
      node.attributes.ref,
      authors[Number(attributeOf(node, "authorId") ?? -1)],
      findAll(node, "t").map(textIn).join(""),
    ),
  );
}

async function readPeople(parts: Package): Promise<Map<string, string>> {
  const name = parts.names.find((part) => /^xl\/persons\/.*\.xml$/i.test(part));
  const list = name ? childAt(await parts.readXml(name), "personList") : undefined;
  return new Map(
    childrenOf(list, "person").map(({ attributes }) => [attributes.id ?? "", attributes.displayName ?? ""]),
  );
}

function asLine(cell: string | undefined, author: string | undefined, text: string): string[] {
  const said = text.replace(/\s+/g, " ").trim();
  return said ? [`${[cell, author?.trim()].filter(Boolean).join(", ")}: ${said}`] : [];
}
