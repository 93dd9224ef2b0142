/**
 * In: what a model writes, delta by delta. Out: the text to show, its citations and the verdict on each cited sentence, as
 * soon as each is known. Marks that name no evidence are dropped, `[1, 2]` becomes `[1][2]`, and numbers are given anew in
 * the order in which chunks are first cited, so that a reader sees 1, 2, 3. Brackets in code are left alone.
 */
import { maskPattern } from "../guards/mask-spans.ts";
import { splitCitedSentences } from "../split-cited-sentences.ts";
import type { AnswerStream, Citation, Evidence, RankedChunk, SentenceVerdict } from "../turn.ts";
import { findQuote, verifySentence } from "./verify-sentence.ts";

export interface CitedText {
  text: string;
  citations: Citation[];
  verdicts: SentenceVerdict[];
}

export interface AnswerWriter {
  write(delta: string): void;
  /** Shows what was held back and checks the last sentence. More may be written after it. */
  end(): CitedText;
  /** Where a model left off: shows what the filter held back and drops a mark that broke off. Another may go on. */
  flush(): void;
  /** What the reader has seen so far. */
  text(): string;
  /** The sentences of which words can't tell whether their sources support them. */
  doubts(): DoubtfulSentence[];
  /** Gives the sentence that begins there another verdict, and sends it and its citations again. */
  revise(start: number, checked: Pick<SentenceVerdict, "verdict" | "reason">): void;
}

/** A sentence of the answer, without its marks, with the chunks that it cites. */
export interface DoubtfulSentence {
  start: number;
  text: string;
  chunks: RankedChunk[];
}

/** What stands between a model and the reader; takes deltas, gives what may be shown of them. */
export interface TextFilter {
  push(delta: string): string;
  end(): string;
}

/** A mark, whole or as far as it has come: models write [1], [1, 2], [1][2] and 【1】. */
const wholeMark = /^[[【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]/;
const openMark = /^[[【][\d\s,;]{0,24}$/;
/** Three ticks open a block of code; fewer open a span, which ends on its line and before this many characters. */
const fenceTicks = 3;
const inlineCodeCharsMax = 200;
const marks = /\s*\[\d+\]/g;
/** Signs of which none ends a sentence: to cut a growing text into sentences at each delta took longer than to check them. */
const withinSentence = /^[\p{L}\p{M}\p{N} ,;:'’"()[\]*_–—-]*$/u;

const unfiltered: TextFilter = { push: (delta) => delta, end: () => "" };

/** Writes an answer to `out`, resolving marks against the evidence. Nothing of it passes `filter` by. */
export function createAnswerWriter(
  evidence: Evidence[],
  out: AnswerStream,
  filter: TextFilter = unfiltered,
): AnswerWriter {
  const chunkOf = new Map(evidence.map(({ n, chunk }) => [n, chunk]));
  const indexOf = new Map<string, number>();
  const citations: Citation[] = [];
  const verdicts: SentenceVerdict[] = [];
  const doubts: DoubtfulSentence[] = [];
  let text = "";
  let pending = "";
  let checkedTo = 0;
  let codeFence = "";

  function show(piece: string): void {
    if (!piece) return;
    text += piece;
    out.text(piece);
  }

  function cite(numbers: number[]): void {
    for (const chunk of numbers.map((n) => chunkOf.get(n))) {
      if (!chunk) continue;
      const index = indexOf.get(chunk.chunkId) ?? indexOf.size + 1;
      indexOf.set(chunk.chunkId, index);
      const citation = newCitation(chunk, index, text.length);
      show(`[${index}]`);
      citations.push(citation);
      out.citation(citation, citations.length - 1);
    }
  }

  /** The code span that `pending` begins with, ticks and all; the ticks alone where nothing closes them; undefined to wait. */
  function inlineCode(ticks: string, isLast: boolean): string | undefined {
    const line = pending.slice(ticks.length, inlineCodeCharsMax).split("\n")[0] ?? "";
    const close = line.search(new RegExp(`(?<!\`)${ticks}(?!\`)`));
    if (close !== -1) return pending.slice(0, ticks.length + close + ticks.length);
    const canStillClose = !isLast && ticks.length + line.length === pending.length;
    return canStillClose ? undefined : ticks;
  }

  /** Takes from `pending` all that can be shown; keeps what may still become a mark or a fence. */
  function drain(isLast: boolean): void {
    while (pending) {
      const special = pending.search(/[[【`]/);
      if (special !== 0) {
        show(special === -1 ? pending : pending.slice(0, special));
        pending = special === -1 ? "" : pending.slice(special);
        continue;
      }
      const ticks = /^`+/.exec(pending)?.[0];
      if (ticks) {
        if (!isLast && ticks.length === pending.length) return;
        const span = ticks.length < fenceTicks && !codeFence ? inlineCode(ticks, isLast) : ticks;
        if (span === undefined) return;
        if (ticks.length >= fenceTicks) codeFence = codeFence ? "" : ticks;
        show(span);
        pending = pending.slice(span.length);
        continue;
      }
      const mark = codeFence ? null : wholeMark.exec(pending);
      if (mark?.[1]) {
        cite(mark[1].split(/[,;]/).map(Number));
        pending = pending.slice(mark[0].length);
      } else if (!codeFence && !isLast && openMark.test(pending)) {
        return;
      } else {
        show(pending.slice(0, 1));
        pending = pending.slice(1);
      }
    }
  }

  /** Checks every sentence that has ended. A sentence has ended when another begins: marks may follow its full stop. */
  function check(isLast: boolean): void {
    const from = checkedTo;
    if (!isLast && withinSentence.test(text.slice(from))) return;
    const sentences = splitCitedSentences(text.slice(from));
    const ended = isLast ? sentences : sentences.slice(0, -1);
    for (const span of ended) {
      const [start, end] = [from + span.start, from + span.end];
      checkedTo = end;
      const own = citations.filter(({ position }) => position >= start && position < end);
      if (own.length === 0) continue;
      const sentence = text.slice(start, end).replaceAll(marks, "").replaceAll(maskPattern, "");
      const chunks = own.map(({ chunkId }) => evidence.find(({ chunk }) => chunk.chunkId === chunkId)!.chunk);
      const { verdict, reason, isUnsure } = verifySentence(sentence, chunks);
      if (isUnsure) doubts.push({ start, text: sentence, chunks });
      const checked = { start, end, verdict, reason };
      verdicts.push(checked);
      out.verdict({ ...checked });
      own.forEach((citation, i) => {
        const chunk = chunks[i]!;
        const { start, end, text: quote } = findQuote(sentence, chunk);
        Object.assign(citation, { quote, start, end, page: pageAt(chunk, start), verdict });
        out.citation({ ...citation }, citations.indexOf(citation));
      });
    }
  }

  function take(piece: string, isLast: boolean): void {
    pending += piece;
    drain(isLast);
    check(isLast);
  }

  return {
    write: (delta) => take(filter.push(delta), false),
    end() {
      take(filter.end(), true);
      return { text, citations, verdicts };
    },
    flush() {
      take(filter.end(), false);
      if (openMark.test(pending)) pending = "";
    },
    text: () => text,
    doubts: () => doubts,
    revise(start, { verdict, reason }) {
      const checked = verdicts.find((each) => each.start === start);
      if (!checked) return;
      Object.assign(checked, { verdict, reason });
      out.verdict({ ...checked });
      citations.forEach((citation, ordinal) => {
        if (citation.position < start || citation.position >= checked.end) return;
        citation.verdict = verdict;
        out.citation({ ...citation }, ordinal);
      });
    },
  };
}

function newCitation(chunk: RankedChunk, index: number, position: number): Citation {
  const { chunkId, documentId, title, page, headingPath } = chunk;
  return {
    index,
    position,
    chunkId,
    documentId,
    title,
    page,
    headingPath,
    quote: "",
    start: 0,
    end: 0,
    verdict: "unchecked",
  };
}

/** The page on which an offset of the chunk stands. */
function pageAt({ page, pageOffsets }: RankedChunk, offset: number): number | null {
  return page === null ? null : page + pageOffsets.filter((start) => start <= offset).length;
}
