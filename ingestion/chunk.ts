import type { TextBox } from "../lib/document.ts";
import { boxClipper } from "./chunk/clip-boxes.ts";
import { findSections, type Section } from "./chunk/find-sections.ts";
import { lastAtOrBefore, measureText, type TextMeasure } from "./chunk/measure-text.ts";
import { type Packing, type Piece, packAtoms } from "./chunk/pack-atoms.ts";
import { splitElement } from "./chunk/split-element.ts";
import type { ParsedDocument } from "./parse/element.ts";

/** A piece of a document that is stored and searched by itself. */
export interface Chunk {
  /** `document.text.slice(charStart, charEnd)`, but for a table that goes on: then its header stands before that. */
  text: string;
  charStart: number;
  charEnd: number;
  /** The headings above it, outermost first. Headings inside it also stand in its text, where they are in the document. */
  headingPath: string[];
  pageStart: number | null;
  pageEnd: number | null;
  /** Where in its text the pages after its first begin, one each up to its last; a page without text begins where the next does. */
  pageOffsets: number[];
  /** Where its lines stand on the pages; null where the format has no layout. */
  boxes: TextBox[] | null;
  tokenCount: number;
}

export interface ChunkOptions {
  countTokens(text: string): number;
  /** No chunk is longer. */
  tokensMax?: number;
  /** How much of a chunk its successor repeats where a section had to be cut, as a share of `tokensMax`. */
  overlapShare?: number;
  /** Sections with less than this go together with the next one. */
  tokensMin?: number;
}

/**
 * Chunks of a section that has to be cut are aimed at this share of the maximum, so that there's room to end at a good place.
 * 0.75 to 0.9 do about as well by `npm run eval -- chunking` (2026-11); above, recall falls on contracts, below, on prose.
 */
const aimedShare = 0.85;

/**
 * Cuts a document into chunks along its structure: a section is a chunk where it fits; a longer one is cut between
 * paragraphs, then lines, list items or table rows, then sentences, with some overlap; short sections are merged
 * forward. Every chunk is a slice of the text, so a quote from it is a quote from the document. No text is lost but what
 * lies between elements.
 */
export function chunkDocument(
  document: Pick<ParsedDocument, "text" | "elements" | "pageStarts" | "boxes">,
  { countTokens, tokensMax = 512, overlapShare = 0.1, tokensMin = 64 }: ChunkOptions,
): Chunk[] {
  const { text, pageStarts } = document;
  const measured = measureText(text, countTokens);
  const packing = {
    // What stands in a chunk is added up from its parts, which may be one in a hundred too few.
    tokensMax: tokensMax - Math.ceil(tokensMax / 64),
    tokensAimed: tokensMax * aimedShare,
    overlapMax: Math.floor(tokensMax * overlapShare),
  };
  const boxesOf = boxClipper(document.boxes);
  const limits = { tokensMin, tokensMax: packing.tokensMax };
  const sections = findSections(document.elements, measured.measure, limits);
  return sections.flatMap((section) =>
    cutSection(section, measured, packing)
      .flatMap((piece) => trim(piece, measured))
      .map(({ start, end, header, tokenCount }) => {
        const pageStart = pageAt(pageStarts, start);
        const pageEnd = pageAt(pageStarts, end - 1);
        const later = pageStarts?.slice(pageStart ?? 0, pageEnd ?? 0) ?? [];
        return {
          text: header + text.slice(start, end),
          charStart: start,
          charEnd: end,
          headingPath: section.path,
          pageStart,
          pageEnd,
          pageOffsets: later.map((at) => header.length + at - start),
          boxes: boxesOf(start, end, header.length),
          tokenCount,
        };
      }),
  );
}

function cutSection(
  { start, end, tokens, elements }: Section,
  measured: TextMeasure,
  packing: Packing,
): Piece[] {
  if (tokens <= packing.tokensMax) return [{ start, end, header: "", headerTokens: 0 }];
  return packAtoms(
    elements.flatMap((element) => splitElement(element, measured, packing.tokensMax)),
    measured.measure,
    packing,
  );
}

/** Without the white space around it; nothing where it's nothing else. */
function trim({ start, end, header, headerTokens }: Piece, { text, measure }: TextMeasure) {
  const body = text.slice(start, end);
  const from = start + body.length - body.trimStart().length;
  const to = start + body.trimEnd().length;
  if (from >= to) return [];
  return { start: from, end: to, header, tokenCount: headerTokens + measure(from, to) };
}

/** The 1-based page that holds an offset: the last one that begins at or before it. */
function pageAt(pageStarts: number[] | null, offset: number): number | null {
  return pageStarts && lastAtOrBefore(pageStarts, offset) + 1;
}
