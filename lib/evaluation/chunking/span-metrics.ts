/** A stretch of one document's text, in UTF-16 code units. */
export interface Span {
  documentId: string;
  start: number;
  end: number;
}

export interface SpanScores {
  recall: number;
  precision: number;
  iou: number;
}

/**
 * How well retrieved chunks cover the gold spans of a question, over characters, as Chroma defines it (Smith & Troynikov 2024,
 * "Evaluating Chunking Strategies for Retrieval"; `_scores_from_dataframe` in chunking_evaluation):
 *
 * hit = gold ∩ union of retrieved; recall = hit / gold; precision = hit / retrieved; IoU = hit / (retrieved + gold − hit).
 *
 * `retrieved` adds up the lengths of the chunks, so what two of them repeat counts twice: overlap isn't free.
 */
export function scoreSpans(gold: Span[], retrieved: Span[]): SpanScores {
  const wanted = union(gold);
  const hit = overlapLength(wanted, union(retrieved));
  const goldLength = lengthOf(wanted);
  const retrievedLength = lengthOf(retrieved);
  return {
    recall: hit / Math.max(goldLength, 1),
    precision: hit / Math.max(retrievedLength, 1),
    iou: hit / Math.max(retrievedLength + goldLength - hit, 1),
  };
}

const lengthOf = (spans: Span[]) => spans.reduce((sum, { start, end }) => sum + end - start, 0);

/** The same characters as spans that don't touch, by document and start. */
function union(spans: Span[]): Span[] {
  const merged: Span[] = [];
  const byPlace = (a: Span, b: Span) => a.documentId.localeCompare(b.documentId) || a.start - b.start;
  for (const span of spans.toSorted(byPlace)) {
    const last = merged.at(-1);
    if (last?.documentId === span.documentId && span.start <= last.end)
      last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** Characters that both have; neither side overlaps itself. */
function overlapLength(left: Span[], right: Span[]): number {
  let length = 0;
  for (const a of left)
    for (const b of right)
      if (a.documentId === b.documentId)
        length += Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
  return length;
}
