import type { Citation, Notice, SentenceVerdict } from "@/lib/turn";

/*
 * Markdown knows no citations, so they travel through it as short tokens in rare brackets, which rehype-marks.ts turns
 * into elements. The brackets count as punctuation in Markdown's rules about emphasis, just like the `[n]` they replace.
 */
const [open, close] = ["⸨", "⸩"];

/** A citation's token with the one space before it; or a seam between two models; or where a stretch of text begins, and its kind; or where one ends. */
export const markToken = / ?⸨c(?<citation>\d+)⸩|⸨s(?<seam>\d+)⸩|⸨(?<stretch>u\d+|q)⸩|⸨(?<end>\/)⸩/g;

/** Markup that begins a line and must stay at its beginning: lists, headings, quotes, table cells. */
const blockMarkup = /^(?:\s|[-*+]\s+|\d+[.)]\s+|#{1,6}\s+|>\s?|\|\s*)*/;

interface Edit {
  at: number;
  removed: number;
  inserted: string;
  /** Edits at the same place are made in this order. */
  rank: 0 | 1 | 2;
}

/**
 * The answer's Markdown with a token for each citation (its ordinal, in place of the `[n]` that stands there), for each seam, and
 * around each unsupported sentence (its ordinal among all verdicts). Citations beyond the text, which is still being written,
 * wait for their text.
 */
export function markAnswer(
  text: string,
  citations: Citation[],
  verdicts: SentenceVerdict[],
  seams: Notice[] = [],
): string {
  return apply(text, [
    ...seams.flatMap((seam, ordinal) => seamEdit(text, seam, ordinal)),
    ...citations.flatMap((citation, ordinal) => citationEdit(text, citation, ordinal)),
    ...verdicts.flatMap(({ verdict, start, end }, ordinal) =>
      verdict === "unsupported" ? stretchEdits(text, start, end, `u${ordinal}`) : [],
    ),
  ]);
}

/** A source's Markdown with tokens around the quote in it. */
export function markQuote(text: string, start: number, end: number): string {
  return apply(text, stretchEdits(text, start, end, "q"));
}

function apply(text: string, edits: Edit[]): string {
  let marked = "";
  let done = 0;
  for (const { at, removed, inserted } of edits.toSorted((a, b) => a.at - b.at || a.rank - b.rank)) {
    if (at < done) continue;
    marked += withoutBrackets(text.slice(done, at)) + inserted;
    done = at + removed;
  }
  return marked + withoutBrackets(text.slice(done));
}

/** Brackets that are in the text already must not be taken for tokens. */
const withoutBrackets = (text: string) => text.replaceAll(open, "(").replaceAll(close, ")");

function citationEdit(text: string, { position }: Citation, ordinal: number): Edit[] {
  if (position >= text.length) return [];
  const before = text.slice(0, position).match(/[ \t]*$/)?.[0].length ?? 0;
  const mark = text.slice(position).match(/^\[\d+\]/)?.[0].length ?? 0;
  const inserted = ` ${open}c${ordinal}${close}`;
  return [{ at: position - before, removed: before + mark, inserted, rank: 1 }];
}

function seamEdit(text: string, { position = 0 }: Notice, ordinal: number): Edit[] {
  if (position > text.length) return [];
  return [{ at: position, removed: 0, inserted: `${open}s${ordinal}${close}`, rank: 1 }];
}

function stretchEdits(text: string, start: number, end: number, kind: string): Edit[] {
  if (start >= text.length) return [];
  const stretch = text.slice(start, end);
  const isAtLineStart = /(?:^|\n)[\s>]*$/.test(text.slice(0, start));
  const lead = stretch.match(isAtLineStart ? blockMarkup : /^\s*/)?.[0].length ?? 0;
  const trail = stretch.match(/[\s|]*$/)?.[0].length ?? 0;
  if (lead + trail >= stretch.length) return [];
  return [
    { at: start + lead, removed: 0, inserted: `${open}${kind}${close}`, rank: 2 },
    { at: start + stretch.length - trail, removed: 0, inserted: `${open}/${close}`, rank: 0 },
  ];
}
