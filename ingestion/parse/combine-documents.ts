import type { Element, ParsedDocument } from "./element.ts";

export interface DocumentPart {
  /** What its text stands under, such as a file's path in an archive; null where it begins the document without one. */
  heading: string | null;
  document: ParsedDocument;
}

const headingLevelMax = 6;

/**
 * Several documents as one, in the order given: each under its heading, its own headings one level below that. Tables, images and
 * dropped lines are summed; warnings say whose they are. Pages and boxes are left out: they'd be those of different files.
 */
export function combineDocuments(
  parts: DocumentPart[],
  { parser, title }: Pick<ParsedDocument, "parser" | "title">,
): ParsedDocument {
  const texts: string[] = [];
  const elements: Element[] = [];
  let length = 0;
  const append = (text: string): number => {
    const separator = length > 0 ? "\n\n" : "";
    texts.push(separator, text);
    length += separator.length + text.length;
    return length - text.length;
  };
  for (const { heading, document } of parts) {
    if (heading !== null) {
      const start = append(heading);
      elements.push({ kind: "heading", level: 1, label: heading, start, end: length });
    }
    const offset = append(document.text.slice(0, document.elements.at(-1)?.end)); // without the empty lines at its end
    const deeper = heading === null ? 0 : 1;
    for (const element of document.elements) elements.push(moveElement(element, offset, deeper));
  }
  const sum = (count: (document: ParsedDocument) => number) =>
    parts.reduce((total, { document }) => total + count(document), 0);
  return {
    parser,
    title,
    text: texts.join(""),
    elements,
    pageStarts: null,
    tables: sum((document) => document.tables),
    imagesSkipped: sum((document) => document.imagesSkipped),
    droppedLines: sum((document) => document.droppedLines ?? 0),
    warnings: parts.flatMap(({ heading, document }) =>
      document.warnings.map((warning) => (heading === null ? warning : `${heading}: ${warning}`)),
    ),
  };
}

function moveElement(element: Element, offset: number, deeper: number): Element {
  const { start, end, headerEnd, level } = element;
  return {
    ...element,
    start: start + offset,
    end: end + offset,
    ...(headerEnd !== undefined && { headerEnd: headerEnd + offset }),
    ...(level !== undefined && { level: Math.min(headingLevelMax, level + deeper) }),
  };
}
