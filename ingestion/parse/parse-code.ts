import { codeLanguages, codeMediaType } from "../../lib/code-languages.ts";
import { findDefinitions } from "./code/find-definitions.ts";
import { decodeText } from "./decode-text.ts";
import type { Element, ParsedDocument } from "./element.ts";

/**
 * Source code: the file's own text, in a section per class, function or method, named by it, with the comments above it. What stands
 * before the first, such as imports, is a section of its own, which goes with the first where it's short. In languages
 * without patterns the code is cut at empty lines before lines that aren't indented.
 */
export function parseCode(bytes: Buffer, { mediaType }: { mediaType: string }): ParsedDocument {
  const { text, encoding, warnings } = decodeText(bytes);
  const language = Object.keys(codeLanguages).find((name) => codeMediaType(name) === mediaType) ?? "text";
  const definitions = findDefinitions(text, language);
  const elements: Element[] = [];
  addCode(text, 0, definitions[0]?.start ?? text.length, elements);
  for (const [i, { name, level, start, lineEnd }] of definitions.entries()) {
    elements.push({ kind: "heading", level, label: name, start, end: lineEnd });
    addCode(text, lineEnd, definitions[i + 1]?.start ?? text.length, elements);
  }
  return {
    parser: `source code, ${language} (${encoding})`,
    title: null,
    text,
    elements,
    pageStarts: null,
    tables: 0,
    imagesSkipped: 0,
    warnings,
  };
}

/** Adds a stretch of code as blocks, parted where an empty line is followed by one that isn't indented. */
function addCode(text: string, from: number, to: number, elements: Element[]): void {
  let at = from;
  for (const block of text.slice(from, to).split(/(?<=\n[^\S\n]*\r?\n)(?=[^\s})\]])/)) {
    const start = at + (block.length - block.trimStart().length);
    const end = at + block.trimEnd().length;
    // The indentation of the first line belongs to the code.
    const indented = Math.max(at, text.lastIndexOf("\n", start) + 1);
    if (end > start) elements.push({ kind: "code", start: indented, end });
    at += block.length;
  }
}
