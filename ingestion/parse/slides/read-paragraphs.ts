import { ommlToLatex } from "../office/omml-to-latex.ts";
import type { TextBuilder } from "../text-builder.ts";
import { childAt, childrenOf, findAll, textIn, type XmlNode } from "../xml/read-xml.ts";

interface Paragraph {
  text: string;
  /** 0 for the outermost. */
  depth: number;
  mark: "bullet" | "number" | "none" | "inherited";
}

/** The paragraphs of a shape's or cell's text, with their equations and line breaks. */
function paragraphsOf(body: XmlNode | undefined): Paragraph[] {
  return childrenOf(body, "p").map((node) => {
    const properties = childAt(node, "pPr");
    const mark = childAt(properties, "buAutoNum")
      ? "number"
      : childAt(properties, "buChar")
        ? "bullet"
        : childAt(properties, "buNone")
          ? "none"
          : "inherited";
    return { text: runsIn(node).trim(), depth: Number(properties?.attributes.lvl ?? 0) || 0, mark };
  });
}

function runsIn(node: XmlNode): string {
  return childrenOf(node)
    .map((child) => {
      if (child.name === "t") return textIn(child);
      if (child.name === "br") return "\n";
      if (child.name === "oMath") return `$${ommlToLatex(child)}$`;
      if (child.name === "AlternateContent") return runsIn(childAt(child, "Choice") ?? child);
      return child.name === "pPr" || child.name === "rPr" ? "" : runsIn(child);
    })
    .join("");
}

/** A shape's text in one line, as of a title or a cell. */
export function lineOf(body: XmlNode | undefined): string {
  return paragraphsOf(body)
    .map(({ text }) => text)
    .filter(Boolean)
    .join(" ")
    .replace(/\s+/g, " ");
}

/** Several lines of text as they stand, for notes and comments. */
export function linesOf(body: XmlNode | undefined): string {
  return paragraphsOf(body)
    .map(({ text }) => text)
    .filter(Boolean)
    .join("\n");
}

/**
 * Writes a shape's text. What is marked as a list is one, and so is what fills a placeholder for content with more than a
 * paragraph: its marks are those of the slide's layout.
 */
export function writeParagraphs(body: XmlNode | undefined, isContent: boolean, builder: TextBuilder): void {
  const paragraphs = paragraphsOf(body).filter(({ text }) => text);
  const isList = ({ mark, depth }: Paragraph) =>
    mark === "bullet" ||
    mark === "number" ||
    (mark === "inherited" && isContent && (paragraphs.length > 1 || depth > 0));
  let list: string[] = [];
  const flush = () => {
    builder.add({ kind: "list", text: list.join("\n") });
    list = [];
  };
  let number = 0;
  for (const paragraph of paragraphs) {
    if (!isList(paragraph)) {
      flush();
      number = 0;
      builder.add({ kind: "paragraph", text: paragraph.text });
      continue;
    }
    if (paragraph.mark === "number" && paragraph.depth === 0) number += 1;
    const mark = paragraph.mark === "number" && paragraph.depth === 0 ? `${number}.` : "-";
    list.push(`${"  ".repeat(paragraph.depth)}${mark} ${paragraph.text.replace(/\s*\n\s*/g, " ")}`);
  }
  flush();
}

/** All text of a part that has its own structure, such as a diagram's: its paragraphs one by one. */
export function paragraphsIn(node: XmlNode | null): string[] {
  return findAll(node, "p")
    .map(runsIn)
    .map((text) => text.trim())
    .filter(Boolean);
}
