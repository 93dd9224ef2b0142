import type { RetrievalTrace, TracedCandidate } from "@/lib/search";

/** `text.slice(start, end)` is a word that was searched for. */
export type MarkView = [start: number, end: number];

/** A candidate's chunk as it can be read now. */
export interface ChunkView {
  chunkId: string;
  documentId: string;
  title: string;
  page: number | null;
  headingPath: string[];
  text: string;
  marks?: MarkView[];
  /** Of a version that another has taken the place of. */
  isOutdated?: boolean;
}

/** An answer as /api/messages/{id}/trace tells how it was found. */
export interface TracedAnswerView {
  question: string;
  trace: RetrievalTrace | null;
  chunks: ChunkView[];
  collections: { id: string; name: string }[];
  citations: { chunkId: string; index: number }[];
}

interface ChunkRankView {
  chunkId: string;
  rank: number;
  score: number;
}

/** Why a document was found or wasn't, as the API tells it. */
export interface ExplanationView {
  documentId: string;
  title: string;
  reason: string;
  text: string;
  words: { word: string; chunks: number }[];
  chunkCount: number;
  bm25: ChunkRankView | null;
  vector: ChunkRankView | null;
  candidatesMax: number;
  candidate: TracedCandidate | null;
}

/** What is asked for where a list of candidates is shown without their texts: they are gone, or may not be read. */
export const missingChunk = "A document that is gone, or that you may no longer read";
