import type { ParsedDocument } from "../parse/element.ts";

/** A document's elements in short, for tests: "heading 1: Title", "paragraph: Text". */
export function outline({ text, elements }: Pick<ParsedDocument, "text" | "elements">): string[] {
  return elements.map(
    ({ kind, level, start, end }) => `${kind}${level ? ` ${level}` : ""}: ${text.slice(start, end)}`,
  );
}
