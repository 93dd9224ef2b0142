import type { SearchScope } from "@/db/search";
import { languagesOf } from "@/lib/analyze-text";
import type { Retrieved } from "@/lib/answer-question";
import type { Models } from "@/lib/models/live-models";
import type { Meter } from "@/lib/models/meter";
import { type DocumentExplanation, explainDocument } from "@/lib/retrieval/explain-document";
import { markTerms, type Span, wordOf } from "@/lib/retrieval/mark-terms";
import { packEvidence } from "@/lib/retrieval/pack-evidence";
import { tracePacking } from "@/lib/retrieval/trace-retrieval";
import { widenEvidence } from "@/lib/retrieval/widen-evidence";
import type { RetrievalTrace } from "@/lib/search";
import type { Evidence, Principal } from "@/lib/turn";

export interface SearchToExplain<Result> {
  found: Retrieved;
  scope: SearchScope[];
  /** Those that are given back. */
  results: Result[];
  /** A document to explain. */
  whyNot: string | undefined;
  /** How many chunks each search handed on. */
  candidatesMax: number;
}

export interface ExplainedSearch<Result> {
  results: (Result & { marks: Span[] })[];
  /** What an answer would read along, which no search had found. */
  neighbours: (ReadableChunk & { marks: Span[] })[];
  trace: RetrievalTrace;
  whyNot?: DocumentExplanation;
}

/** How a search went, to what an answer would have read of it; and why one document is among it or isn't. */
export async function explainSearch<Result extends ExplainableChunk>(
  principal: Principal,
  { found, scope, results, whyNot, candidatesMax }: SearchToExplain<Result>,
  tools: { models: Models; meter: Meter },
): Promise<ExplainedSearch<Result>> {
  const question = found.trace.standaloneQuestion;
  const packed = await widenEvidence(principal, packEvidence(found.chunks, { question }));
  const trace = tracePacking(found.trace, packed);
  const { chunks, ...how } = explainTexts(trace, scope, { asked: question, chunks: results });
  const candidateIds = new Set(found.chunks.map(({ chunkId }) => chunkId));
  const along = packed.evidence.filter(({ chunk }) => !candidateIds.has(chunk.chunkId)).map(toReadable);
  const { chunks: neighbours } = explainTexts(trace, scope, { asked: question, chunks: along });
  const explained = { results: chunks, neighbours, ...how };
  if (!whyNot) return explained;
  const asked = { documentId: whyNot, trace, scope, candidatesMax };
  return { ...explained, whyNot: await explainDocument(principal, asked, tools) };
}

interface ReadableChunk {
  chunkId: string;
  documentId: string;
  title: string;
  page: number | null;
  headingPath: string[];
  text: string;
}

function toReadable({ chunk }: Evidence): ReadableChunk {
  const { chunkId, documentId, title, page, headingPath, text } = chunk;
  return { chunkId, documentId, title, page, headingPath, text };
}

interface ExplainableChunk {
  title: string;
  headingPath: string[];
  text: string;
}

/**
 * The chunks with the words marked that were searched for, and the trace with its corrections as people wrote them: in the question as
 * it was `asked`, and in the chunks.
 */
export function explainTexts<Chunk extends ExplainableChunk>(
  trace: RetrievalTrace,
  scope: SearchScope[],
  { asked: question, chunks }: { asked: string; chunks: Chunk[] },
): { trace: RetrievalTrace; chunks: (Chunk & { marks: Span[] })[] } {
  const languages = languagesOf(scope);
  const corrected = trace.corrections.map(({ to }) => to);
  const asked = { terms: new Set([...trace.queries.flatMap(({ terms }) => terms), ...corrected]), languages };
  const texts = chunks.flatMap(({ text, title, headingPath }) => [text, title, ...headingPath]);
  const corrections = trace.corrections.map(({ from, to }) => ({
    from: wordOf(from, [question, trace.standaloneQuestion], languages),
    to: wordOf(to, texts, languages),
  }));
  return {
    trace: { ...trace, corrections },
    chunks: chunks.map((chunk) => ({ ...chunk, marks: markTerms(chunk.text, asked) })),
  };
}
