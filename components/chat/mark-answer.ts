import type { Citation, SentenceVerdict } from "@/lib/turn";

/*
 * Markdown knows no citations, so they travel through it as short tokens in rare brackets, which rehype-marks.ts turns
 * into elements. The brackets count as punctuation in Markdown's rules about emphasis, just like the `[n]` they replace.
 */
const [open, close] = ["⸨", "⸩"];

/** A citation's token with the one space before it, or the start or the end of an unsupported sentence. */
export const markToken = / ?⸨c(?<citation>\d+)⸩|⸨u(?<unsupported>\d+)⸩|⸨(?<end>\/)u⸩/g;

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
 * The answer's Markdown with a token for each citation (its ordinal, in place of the `[n]` that stands there) and around
 * each unsupported sentence (its ordinal among all verdicts). Citations beyond the text, which is still being written,
 * wait for their text.
 */
export function markAnswer(text: string, citations: Citation[], verdicts: SentenceVerdict[]): string {
  const edits = [
    ...citations.flatMap((citation, ordinal) => citationEdit(text, citation, ordinal)),
    ...verdicts.flatMap((verdict, ordinal) =>
      verdict.verdict === "unsupported" ? sentenceEdits(text, verdict, ordinal) : [],
    ),
  ].toSorted((a, b) => a.at - b.at || a.rank - b.rank);

  let marked = "";
  let done = 0;
  for (const { at, removed, inserted } of edits) {
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
  return [
    { at: position - before, removed: before + mark, inserted: ` ${open}c${ordinal}${close}`, rank: 1 },
  ];
}

function sentenceEdits(text: string, { start, end }: SentenceVerdict, ordinal: number): Edit[] {
  if (start >= text.length) return [];
  const sentence = text.slice(start, end);
  const lead = sentence.match(blockMarkup)?.[0].length ?? 0;
  const trail = sentence.match(/[\s|]*$/)?.[0].length ?? 0;
  if (lead + trail >= sentence.length) return [];
  return [
    { at: start + lead, removed: 0, inserted: `${open}u${ordinal}${close}`, rank: 2 },
    { at: Math.min(end, text.length) - trail, removed: 0, inserted: `${open}/u${close}`, rank: 0 },
  ];
}
