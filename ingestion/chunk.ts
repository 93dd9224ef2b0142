import type { Element, ParsedDocument } from "./parse/element.ts";

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
 * Cuts a document into chunks along its structure: a section is a chunk where it fits; a longer one is cut between
 * paragraphs, then list items, table rows or code lines, then sentences, with some overlap; short sections are merged
 * forward. Every chunk is a slice of the text, so a quote from it is a quote from the document. No text is lost but what
 * lies between elements.
 */
export function chunkDocument(
  document: Pick<ParsedDocument, "text" | "elements" | "pageStarts">,
  { countTokens, tokensMax = 512, overlapShare = 0.1, tokensMin = 64 }: ChunkOptions,
): Chunk[] {
  const { text, pageStarts } = document;
  const measure = (start: number, end: number) => countTokens(text.slice(start, end));
  const sections = mergeShort(toSections(document.elements, measure), { tokensMin, tokensMax }, measure);
  const pieces = sections.flatMap((section) => {
    if (section.tokens <= tokensMax)
      return [{ start: section.start, end: section.end, path: section.path, header: "" }];
    const atoms = section.elements.flatMap((element) => toAtoms(text, element, tokensMax, countTokens));
    const cut = { text, tokensMax, overlapMax: Math.floor(tokensMax * overlapShare), countTokens };
    return packAtoms(atoms, cut).map((piece) => ({ ...piece, path: section.path }));
  });
  return pieces.flatMap(({ start, end, path, header }) => {
    const body = text.slice(start, end);
    const trimmed = trimRange(body, start);
    if (trimmed.start >= trimmed.end) return [];
    const chunkText = header + text.slice(trimmed.start, trimmed.end);
    const pageStart = pageAt(pageStarts, trimmed.start);
    const pageEnd = pageAt(pageStarts, trimmed.end - 1);
    const later = pageStarts?.slice(pageStart ?? 0, pageEnd ?? 0) ?? [];
    return {
      text: chunkText,
      charStart: trimmed.start,
      charEnd: trimmed.end,
      headingPath: path,
      pageStart,
      pageEnd,
      pageOffsets: later.map((start) => header.length + start - trimmed.start),
      tokenCount: countTokens(chunkText),
    };
  });
}

function trimRange(body: string, start: number): { start: number; end: number } {
  return { start: start + body.length - body.trimStart().length, end: start + body.trimEnd().length };
}

/** The 1-based page that holds an offset: the last one that begins at or before it. */
function pageAt(pageStarts: number[] | null, offset: number): number | null {
  if (!pageStarts) return null;
  let low = 0;
  let high = pageStarts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pageStarts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

/** A heading with what follows up to the next heading. */
interface Section {
  start: number;
  end: number;
  tokens: number;
  path: string[];
  level: number;
  hasBody: boolean;
  elements: Element[];
}

function toSections(elements: Element[], measure: (start: number, end: number) => number): Section[] {
  const sections: Section[] = [];
  let path: { level: number; label: string }[] = [];
  for (const element of elements) {
    const isHeading = element.kind === "heading";
    const last = sections.at(-1);
    if (!isHeading && last) {
      last.elements.push(element);
      last.end = element.end;
      last.hasBody = true;
      continue;
    }
    const level = isHeading ? (element.level ?? 1) : 0;
    if (isHeading)
      path = [...path.filter((above) => above.level < level), { level, label: element.label ?? "" }];
    sections.push({
      start: element.start,
      end: element.end,
      tokens: 0,
      path: path.map(({ label }) => label).filter(Boolean),
      level,
      hasBody: !isHeading,
      elements: [element],
    });
  }
  for (const section of sections) section.tokens = measure(section.start, section.end);
  return sections;
}

/**
 * A section that is short, or only a heading, goes with the next one, unless that begins a higher part; the last short one
 * of a part goes with the one before. Nothing is merged beyond `tokensMax`. What is merged stands under what its parts have in
 * common.
 */
function mergeShort(
  sections: Section[],
  { tokensMin, tokensMax }: { tokensMin: number; tokensMax: number },
  measure: (start: number, end: number) => number,
): Section[] {
  const merged: Section[] = [];
  const isShort = (section: Section) => section.tokens < tokensMin || !section.hasBody;
  for (const [i, section] of sections.entries()) {
    const last = merged.at(-1);
    const next = sections[i + 1];
    const isLastOfPart = !next || next.level < section.level;
    const goesBack =
      last && ((isShort(last) && section.level >= last.level) || (isShort(section) && isLastOfPart));
    const tokens = goesBack ? measure(last.start, section.end) : 0;
    // A bare heading belongs to its text even where that has to be cut.
    if (goesBack && (tokens <= tokensMax || !last.hasBody)) {
      last.path = last.hasBody ? commonPath(last.path, section.path) : section.path;
      last.end = section.end;
      last.tokens = tokens;
      last.hasBody ||= section.hasBody;
      last.elements.push(...section.elements);
    } else merged.push({ ...section, elements: [...section.elements] });
  }
  return merged;
}

function commonPath(a: string[], b: string[]): string[] {
  const differs = a.findIndex((label, i) => label !== b[i]);
  return differs < 0 ? a : a.slice(0, differs);
}

/** A stretch that is only cut where nothing else helps. Atoms of a section follow each other; gaps belong to the one before. */
interface Atom {
  start: number;
  end: number;
  tokens: number;
  /** Begins an element: the best places to cut. */
  isFirst: boolean;
  /** Of a table's row: the header to repeat. */
  header: string;
  /** Whether a following chunk may repeat it: sentences yes, headings and rows no. */
  mayOverlap: boolean;
}

function toAtoms(
  text: string,
  element: Element,
  tokensMax: number,
  countTokens: (text: string) => number,
): Atom[] {
  const header = element.headerEnd === undefined ? "" : text.slice(element.start, element.headerEnd);
  const mayOverlap = element.kind === "paragraph" || element.kind === "list";
  // A header that takes up half of every chunk isn't one.
  const repeated = countTokens(header) <= tokensMax / 4 ? header : "";
  const room = tokensMax - countTokens(repeated);
  return splitRange(text, element, room, countTokens).map(({ start, end, tokens }, i) => ({
    start,
    end,
    tokens,
    isFirst: i === 0,
    header: element.headerEnd !== undefined && start >= element.headerEnd ? repeated : "",
    mayOverlap,
  }));
}

interface Range {
  start: number;
  end: number;
  tokens: number;
}

const sentences = new Intl.Segmenter("und", { granularity: "sentence" });
const words = new Intl.Segmenter("und", { granularity: "word" });

/** Finer and finer: lines or sentences, then words, then whole characters. */
function splitRange(
  text: string,
  element: Element,
  tokensMax: number,
  countTokens: (text: string) => number,
): Range[] {
  const body = text.slice(element.start, element.end);
  const isByLines = element.kind !== "paragraph";
  const parts = isByLines ? linesOf(body) : segmentsOf(sentences, body);
  let at = element.start;
  const ranges: Range[] = [];
  for (const part of parts) {
    for (const piece of splitToFit(part)) {
      ranges.push({ start: at, end: at + piece.length, tokens: countTokens(piece) });
      at += piece.length;
    }
  }
  return ranges;

  function splitToFit(part: string): string[] {
    if (countTokens(part) <= tokensMax) return [part];
    const finer = isByLines ? segmentsOf(sentences, part) : [part];
    return finer.flatMap((sentence) =>
      countTokens(sentence) <= tokensMax
        ? [sentence]
        : gather(segmentsOf(words, sentence), tokensMax, countTokens),
    );
  }
}

const linesOf = (body: string) => body.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const segmentsOf = (segmenter: Intl.Segmenter, body: string) =>
  Array.from(segmenter.segment(body), ({ segment }) => segment);

/** Puts words together up to the limit; a single word above it is cut between characters. */
function gather(parts: string[], tokensMax: number, countTokens: (text: string) => number): string[] {
  const gathered: string[] = [];
  let open = "";
  let openTokens = 0;
  for (const part of parts.flatMap((word) =>
    countTokens(word) <= tokensMax ? [word] : charactersOf(word, tokensMax),
  )) {
    const tokens = countTokens(part);
    if (open && openTokens + tokens > tokensMax) {
      gathered.push(open);
      open = "";
      openTokens = 0;
    }
    open += part;
    openTokens += tokens;
  }
  return open ? [...gathered, open] : gathered;
}

/** A code point is at most four tokens in any byte-level vocabulary. */
function charactersOf(word: string, tokensMax: number): string[] {
  const size = Math.max(1, Math.floor(tokensMax / 4));
  const points = Array.from(word);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) =>
    points.slice(i * size, (i + 1) * size).join(""),
  );
}

interface Cut {
  text: string;
  tokensMax: number;
  overlapMax: number;
  countTokens(text: string): number;
}

/**
 * Fills chunks with atoms, about equally, since a section just above the limit shall not leave a crumb; prefers to end one
 * between elements as long as that leaves it more than half full.
 */
function packAtoms(atoms: Atom[], cut: Cut): { start: number; end: number; header: string }[] {
  const pieces: { start: number; end: number; header: string }[] = [];
  let from = 0;
  while (from < atoms.length) {
    const first = atoms[from];
    if (!first) break;
    const left = tokensOf(atoms, from, atoms.length);
    const even = Math.ceil(left / Math.ceil(left / cut.tokensMax));
    const tokensAimed =
      left <= cut.tokensMax ? cut.tokensMax : Math.min(cut.tokensMax, even + cut.overlapMax);
    const full = fillUp(atoms, from, { ...cut, tokensMax: tokensAimed });
    const to = full < atoms.length ? backToElement(atoms, from, full) : full;
    pieces.push({ start: first.start, end: atoms[to - 1]?.end ?? first.end, header: first.header });
    if (to >= atoms.length) break;
    from = overlapStart(atoms, from, to, cut);
  }
  return pieces;
}

/** The end of the longest run of atoms from `from` that fits; at least one. Sums are checked against the text itself. */
function fillUp(atoms: Atom[], from: number, { text, tokensMax, countTokens }: Cut): number {
  const first = atoms[from];
  const headerTokens = first?.header ? countTokens(first.header) : 0;
  let tokens = headerTokens;
  let to = from;
  while (to < atoms.length && (to === from || tokens + (atoms[to]?.tokens ?? 0) <= tokensMax)) {
    tokens += atoms[to]?.tokens ?? 0;
    to += 1;
  }
  const measured = (end: number) => headerTokens + countTokens(text.slice(first?.start, atoms[end - 1]?.end));
  while (to > from + 1 && measured(to) > tokensMax) to -= 1;
  return to;
}

function backToElement(atoms: Atom[], from: number, full: number): number {
  const filled = tokensOf(atoms, from, full);
  for (let to = full; to > from + 1; to--) {
    if (tokensOf(atoms, from, to) < filled / 2) break;
    if (atoms[to]?.isFirst) return to;
  }
  return full;
}

const tokensOf = (atoms: Atom[], from: number, to: number) =>
  atoms.slice(from, to).reduce((sum, atom) => sum + atom.tokens, 0);

/** Where the next chunk begins: as far back before `to` as the overlap allows, further than `from`, with room for what's new. */
function overlapStart(atoms: Atom[], from: number, to: number, { overlapMax, tokensMax }: Cut): number {
  const room = Math.min(overlapMax, tokensMax - (atoms[to]?.tokens ?? 0));
  let start = to;
  let tokens = 0;
  while (start - 1 > from) {
    const atom = atoms[start - 1];
    if (!atom?.mayOverlap || tokens + atom.tokens > room) break;
    tokens += atom.tokens;
    start -= 1;
  }
  return start;
}
