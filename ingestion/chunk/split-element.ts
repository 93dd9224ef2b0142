import type { Element } from "../parse/element.ts";
import { cutToFit } from "./cut-to-fit.ts";
import type { TextMeasure } from "./measure-text.ts";
import { type Break, splitParagraph } from "./split-paragraph.ts";
import { linesIn, sentencesIn, type TextRange } from "./text-range.ts";

/** A stretch that is only cut where nothing else helps. Atoms of a section follow each other; gaps belong to the one before. */
export interface Atom extends TextRange {
  break: Break;
  /** Of a table's row: the header to repeat, and its tokens. */
  header: string;
  headerTokens: number;
  /** Whether a following chunk may repeat it: sentences yes, headings and rows no. */
  mayOverlap: boolean;
}

/**
 * An element as the smallest pieces that a chunk may begin with, none above `tokensMax`: code and tables whole where they fit,
 * else their lines and rows; the lines of a list; a paragraph's sentences. What is too long by itself is cut between sentences,
 * words, at last characters.
 */
export function splitElement(element: Element, measured: TextMeasure, tokensMax: number): Atom[] {
  const { text, measure } = measured;
  const { kind, start, end, headerEnd } = element;
  const headerTokens = headerEnd === undefined ? 0 : measure(start, headerEnd);
  // A header that takes up half of every chunk isn't one.
  const isRepeated = headerEnd !== undefined && headerTokens <= tokensMax / 4;
  const header = isRepeated ? text.slice(start, headerEnd) : "";
  const isWhole = (kind === "code" || kind === "table") && measure(start, end) <= tokensMax;
  const parts = isWhole ? [{ start, end, break: "element" as const }] : partsOf(text, element);
  return parts.flatMap((part) => {
    const hasHeader = isRepeated && part.start >= headerEnd;
    const repeated = hasHeader ? { header, headerTokens } : { header: "", headerTokens: 0 };
    return splitToFit(
      part,
      measured,
      tokensMax - (isRepeated ? headerTokens : 0),
      isWhole || kind !== "paragraph",
    ).map((range, i) => ({
      ...range,
      ...repeated,
      break: i === 0 ? part.break : "word",
      mayOverlap: (kind === "paragraph" && !part.isHeading) || kind === "list",
    }));
  });
}

interface Part extends TextRange {
  break: Break;
  isHeading?: boolean;
}

function partsOf(text: string, element: Element): Part[] {
  if (element.kind === "paragraph") return splitParagraph(text, element);
  return linesIn(text, element).map((line, i) => ({ ...line, break: i === 0 ? "element" : "sentence" }));
}

function splitToFit(part: TextRange, measured: TextMeasure, tokensMax: number, isLine: boolean): TextRange[] {
  const fits = ({ start, end }: TextRange) => measured.measure(start, end) <= tokensMax;
  if (fits(part)) return [part];
  const finer = isLine ? sentencesIn(measured.text, part) : [part];
  return finer.flatMap((range) => (fits(range) ? [range] : cutToFit(range, measured, tokensMax)));
}
