import { splitCitedSentences } from "./split-cited-sentences.ts";
import type { Citation, SentenceVerdict } from "./turn.ts";

/** Stands where a sentence stood whose source was deleted. */
export const removedSentence = "[removed: its source was deleted]";

export interface CitedAnswer<C extends Pick<Citation, "documentId" | "position">> {
  text: string;
  citations: C[];
  verdicts: SentenceVerdict[];
}

interface Span {
  start: number;
  end: number;
}

/** What a sentence's line begins with that isn't the sentence: a list's bullet, a heading's or a quotation's sign. */
const lineSign = /^(?:(?:[-*+>]|#{1,6}|\d+[.)])\s+)+/;

/**
 * The answer without the sentences that cite any of the documents: a marker stands for each run of them. Everything that
 * stays is word for word as it was, and its marks and verdicts stand where it now stands. A removed sentence takes all of its
 * citations with it. Where nothing that remains cites anything, the sentences without a mark rest on the deleted documents
 * too: then the marker is all that's left. `removed` counts the sentences.
 */
export function redactAnswer<C extends Pick<Citation, "documentId" | "position">>(
  { text, citations, verdicts }: CitedAnswer<C>,
  documentIds: ReadonlySet<string>,
): CitedAnswer<C> & { removed: number } {
  const gone = citations.filter(({ documentId }) => documentIds.has(documentId));
  if (gone.length === 0) return { text, citations, verdicts, removed: 0 };
  const spans = spansOf(text, gone, verdicts);
  const isRemoved = (position: number) => spans.some(({ start, end }) => position >= start && position < end);
  const kept = citations.filter(({ position }) => !isRemoved(position));
  if (kept.length === 0) return { text: removedSentence, citations: [], verdicts: [], removed: spans.length };

  const runs = joinNeighbours(
    text,
    spans.map((span) => afterLineSign(text, span)),
  );
  const moved = (offset: number) =>
    runs.reduce(
      (sum, { start, end }) => (end <= offset ? sum + removedSentence.length - (end - start) : sum),
      offset,
    );
  let rest = "";
  let from = 0;
  for (const { start, end } of runs) {
    rest += text.slice(from, start) + removedSentence;
    from = end;
  }
  return {
    text: rest + text.slice(from),
    citations: kept.map((citation) => ({ ...citation, position: moved(citation.position) })),
    verdicts: verdicts
      .filter(({ start }) => !isRemoved(start))
      .map((verdict) => ({ ...verdict, start: moved(verdict.start), end: moved(verdict.end) })),
    removed: spans.length,
  };
}

/** The sentences in which these citations stand: as they were checked, or else as the text divides. In order, each once. */
function spansOf(text: string, gone: Pick<Citation, "position">[], verdicts: Span[]): Span[] {
  const sentences = splitCitedSentences(text);
  const spans = gone.map(({ position }) => {
    const holds = ({ start, end }: Span) => position >= start && position < end;
    return verdicts.find(holds) ?? sentences.find(holds) ?? lineAt(text, position);
  });
  const inOrder = spans.map(({ start, end }) => ({ start, end })).toSorted((a, b) => a.start - b.start);
  const apart: Span[] = [];
  for (const span of inOrder) {
    const last = apart.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else apart.push(span);
  }
  return apart;
}

function lineAt(text: string, position: number): Span {
  const end = text.indexOf("\n", position);
  return { start: text.lastIndexOf("\n", position) + 1, end: end === -1 ? text.length : end };
}

function afterLineSign(text: string, { start, end }: Span): Span {
  const sign = lineSign.exec(text.slice(start, end))?.[0] ?? "";
  return { start: start + sign.length, end };
}

/** One marker is enough for sentences that follow each other on a line. */
function joinNeighbours(text: string, spans: Span[]): Span[] {
  const runs: Span[] = [];
  for (const span of spans) {
    const last = runs.at(-1);
    if (last && /^[^\S\n]*$/.test(text.slice(last.end, span.start))) last.end = span.end;
    else runs.push({ ...span });
  }
  return runs;
}
