/**
 * Why a search gave a document, or didn't: where it stopped on its way from the collections to the evidence. Ranks are those of the
 * product's own searches, asked for further down than they are asked for answers; no copy of their formulas could drift.
 */
import type { SearchScope } from "../../db/search.ts";
import { searchBm25 } from "../../db/search-bm25.ts";
import { findSearchedDocument, type SearchedDocument } from "../../db/searched-documents.ts";
import { languagesOf } from "../analyze-text.ts";
import { limits } from "../limits.ts";
import type { Models } from "../models/live-models.ts";
import type { Meter } from "../models/meter.ts";
import type { RetrievalTrace, TracedCandidate } from "../search.ts";
import type { Principal } from "../turn.ts";
import { type ExplanationReason, sayWhy } from "./explanation-words.ts";
import { allOf } from "./find-candidates.ts";
import { searchedWords } from "./mark-terms.ts";
import { searchByVector } from "./search-by-vector.ts";

/** A document's best chunk in one search. */
export interface ChunkRank {
  chunkId: string;
  /** From 1, among all chunks that the search could have given. */
  rank: number;
  score: number;
}

export interface DocumentExplanation {
  documentId: string;
  title: string;
  reason: ExplanationReason;
  /** The reason in plain words, for people. */
  text: string;
  /** The question's words, and in how many of the document's chunks each stands. */
  words: { word: string; chunks: number }[];
  chunkCount: number;
  /** Null where that search wasn't made or doesn't come upon it. */
  bm25: ChunkRank | null;
  vector: ChunkRank | null;
  /** How many chunks each search hands on. */
  candidatesMax: number;
  /** The best of its chunks in the search that is explained; null where none was a candidate. */
  candidate: TracedCandidate | null;
}

/** Further down nobody looks, and ten thousand ids are half a megabyte. */
export const ranksMax = 10_000;

interface ExplanationRequest {
  documentId: string;
  trace: RetrievalTrace;
  scope: SearchScope[];
  /** How many chunks each search handed on. Default `limits.candidatesMax`. */
  candidatesMax?: number;
}

/** Explains one document by the trace of a search. Throws `document_not_found`. Costs both searches once more. */
export async function explainDocument(
  principal: Principal,
  { documentId, trace, scope, candidatesMax = limits.candidatesMax }: ExplanationRequest,
  tools: { models: Models; meter: Meter },
): Promise<DocumentExplanation> {
  const searched = scope.filter(({ collectionId }) => trace.collectionIds.includes(collectionId));
  const words = wordsOf(trace, languagesOf(searched));
  const byField = [...Map.groupBy(trace.filters, ({ field }) => field).values()];
  const document = await findSearchedDocument(principal, documentId, {
    // Filters of one field let a document pass together: any of their values will do.
    filters: byField.map((ofField) => allOf(ofField.map((applied) => applied.filters))),
    terms: words.flatMap(({ terms }) => terms),
  });
  const facts = {
    words: words.map(({ word, terms }) => ({
      word,
      chunks: Math.max(...terms.map((term) => document.termCounts.get(term) ?? 0)),
    })),
    candidatesMax,
    candidate: bestOf(trace.candidates.filter((candidate) => candidate.documentId === documentId)),
    ...(await rankDocument(principal, { document, trace, scope: searched }, tools)),
  };
  const why = sayWhy({
    ...facts,
    document,
    trace,
    isInScope: searched.some(({ collectionId }) => collectionId === document.collectionId),
    excludedBy: byField.filter((_, i) => document.passes[i] === false).flat(),
  });
  return { documentId, title: document.title, ...why, chunkCount: document.chunkIds.length, ...facts };
}

/** The question's words with the terms that were searched for, as corrected. */
function wordsOf({ queries, corrections }: RetrievalTrace, languages: string[]) {
  const { text = "", terms = [] } = queries[0] ?? {};
  const corrected = new Map(corrections.map(({ from, to }) => [from, to]));
  return searchedWords(text, { terms: new Set(terms), languages }).map((searched) => ({
    ...searched,
    terms: searched.terms.map((term) => corrected.get(term) ?? term),
  }));
}

/** What became evidence goes first, then what came furthest. */
function bestOf(candidates: TracedCandidate[]): TracedCandidate | null {
  const place = ({ n, reranked, fused }: TracedCandidate) =>
    n ?? 1_000 + (reranked?.rank ?? fused?.rank ?? 1_000);
  return candidates.toSorted((a, b) => place(a) - place(b))[0] ?? null;
}

/** Where the document's best chunk stands in each search for the whole question, if it has any that can be found. */
async function rankDocument(
  principal: Principal,
  { document, trace, scope }: { document: SearchedDocument; trace: RetrievalTrace; scope: SearchScope[] },
  tools: { models: Models; meter: Meter },
): Promise<{ bm25: ChunkRank | null; vector: ChunkRank | null }> {
  const whole = trace.queries.slice(0, 1);
  if (whole.length === 0 || document.chunkIds.length === 0) return { bm25: null, vector: null };
  const filters = allOf(trace.filters.map((applied) => applied.filters));
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const search = { filters, limit: ranksMax };
  const [bm25, vector] = await Promise.all([
    trace.mode === "vector"
      ? { lists: [] }
      : searchBm25(principal, { ...search, queries: whole, collectionIds }),
    trace.mode === "bm25"
      ? { lists: [] }
      : searchByVector(principal, { ...search, questions: whole.map(({ text }) => text), scope }, tools),
  ]);
  const rankIn = (results: { chunkId: string; score: number }[]): ChunkRank | null => {
    const own = new Set(document.chunkIds);
    const at = results.findIndex(({ chunkId }) => own.has(chunkId));
    const best = results[at];
    return best ? { ...best, rank: at + 1 } : null;
  };
  return {
    bm25: rankIn(bm25.lists[0] ?? []),
    // A list for each embedding model; the document's chunks are in that of its collection's.
    vector: vector.lists.map(({ results }) => rankIn(results)).find((rank) => rank !== null) ?? null,
  };
}
