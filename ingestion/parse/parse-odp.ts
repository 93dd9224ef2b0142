import type { ParsedDocument } from "./element.ts";
import { finishOdf, openOdf } from "./odf/open-odf.ts";
import { inline, writeText } from "./odf/write-text.ts";
import { attributeOf, childAt, childrenOf, findAll } from "./xml/read-xml.ts";

/** An OpenDocument presentation: a page per slide, its title as heading, then its text and the speaker's notes. Throws as parseOdt. */
export async function parseOdp(bytes: Buffer): Promise<ParsedDocument> {
  const document = await openOdf(bytes, "presentation");
  const { context } = document;
  const pageStarts: number[] = [];
  for (const [i, page] of childrenOf(document.body, "page").entries()) {
    pageStarts.push(context.builder.nextStart);
    const isTitle = (node: (typeof page.children)[number]) =>
      typeof node !== "string" && attributeOf(node, "class") === "title";
    const title = findAll({ ...page, children: page.children.filter(isTitle) }, "p")
      .map((paragraph) => inline(paragraph, context))
      .join(" ")
      .replace(/\s+/g, " ")
      .trim();
    const label = title || `Slide ${i + 1}`;
    const before = context.builder.elements.length;
    context.builder.add({ kind: "heading", level: 1, label, text: label });
    const isNotes = (node: (typeof page.children)[number]) =>
      typeof node !== "string" && node.name === "notes";
    writeText(
      { ...page, children: page.children.filter((node) => !isTitle(node) && !isNotes(node)) },
      context,
    );
    const notes = findAll(childAt(page, "notes"), "p").map((paragraph) => inline(paragraph, context).trim());
    const said = notes.filter(Boolean).join("\n");
    if (said) context.builder.add({ kind: "paragraph", text: `Notes: ${said}` });
    if (!title && context.builder.elements.length === before + 1) context.builder.dropLast();
  }
  return finishOdf(document, pageStarts);
}
