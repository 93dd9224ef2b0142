/**
 * The vocabulary of search: what narrows it, how a question is planned, and how each chunk fared. Client-safe.
 *
 * plan       A standalone question made ready to be searched for: its parts, quoted phrases, and filters.
 * candidate  A chunk that at least one search found.
 * trace      What became of each candidate, stage by stage. It holds ids and figures, no text of documents, so that deleting a
 *            document leaves nothing of it there.
 */
import { z } from "zod";

export const searchModes = ["hybrid", "bm25", "vector"] as const;
export type SearchMode = (typeof searchModes)[number];

/** What people call a file's type, for filters and icons. `lib/media-types.ts` tells which media type is which. */
export const documentKinds = [
  "pdf",
  "text-document",
  "slides",
  "sheet",
  "web-page",
  "plain-text",
  "data",
  "code",
  "mail",
  "image",
  "archive",
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A document passes when it passes each filter that is given; of a list any one will do. */
export const searchFiltersSchema = z
  .object({
    documentIds: z.array(z.uuid()).min(1).max(200),
    kinds: z.array(z.enum(documentKinds)).min(1),
    /** ISO 639-3. */
    languages: z
      .array(z.string().regex(/^[a-z]{3}$/))
      .min(1)
      .max(20),
    authors: z.array(z.string().min(1).max(200)).min(1).max(20),
    tags: z.array(z.string().min(1).max(100)).min(1).max(20),
    /** By the date that the document bears, or else that of its upload. Both days count. */
    datedFrom: z.iso.date(),
    datedTo: z.iso.date(),
  })
  .partial()
  .strict();
export type SearchFilters = z.infer<typeof searchFiltersSchema>;

/** A filter that held for a search, as people see it: a chip that can be taken away. */
export interface AppliedFilter {
  field: "document" | "kind" | "language" | "author" | "tag" | "date";
  /** For people: "Handbook.pdf", "PDF", "since 1 May 2024". */
  label: string;
  filters: SearchFilters;
  /** Asked for, or understood from the question. */
  origin: "request" | "question";
}

/** One search for one part of the question. */
export interface PlannedQuery {
  text: string;
  /** The analyzer's terms. */
  terms: string[];
  /** The conversation's terms that the search leans towards: each is worth a tenth of one of `terms`, a repeat again. */
  topic?: string[];
  /** Quoted phrases, each in the ways in which it may stand in the index: only chunks that hold all of them are found by words. */
  phrases: string[][];
  /** Its weight in fusion; the whole question has 1. */
  weight: number;
}

export interface SearchPlan {
  question: string;
  /** The whole question first; then its parts, where it asks several things. */
  queries: PlannedQuery[];
  filters: AppliedFilter[];
}

/** What became of a candidate on its way into the evidence. */
export const candidateOutcomes = [
  "packed",
  /** A neighbour of a packed chunk that came with it. */
  "widened",
  /** Says what a better one says already. */
  "duplicate",
  /** Its document had its share. */
  "crowded_out",
  /** Too long for what was left of the budget. */
  "over_budget",
  /** Ranked below those that fit. */
  "below_cut",
] as const;
export type CandidateOutcome = (typeof candidateOutcomes)[number];

/** Ranks are from 1, null where that search or stage hadn't it; scores: higher is better. */
export interface TracedCandidate {
  chunkId: string;
  documentId: string;
  bm25: { rank: number; score: number } | null;
  vector: { rank: number; score: number } | null;
  fused: { rank: number; score: number } | null;
  reranked: { rank: number; score: number } | null;
  /** What the built-in reranker saw, by feature; null for other rerankers. */
  features: Record<string, number> | null;
  outcome: CandidateOutcome;
  /** Of a duplicate: the chunk in the evidence that says the same. */
  duplicateOf?: string;
  /** The number by which the model cited it. */
  n: number | null;
}

export interface RetrievalTrace {
  standaloneQuestion: string;
  queries: PlannedQuery[];
  /** Words of the question that no chunk holds, and what was searched for in their place. */
  corrections: { from: string; to: string }[];
  filters: AppliedFilter[];
  mode: SearchMode;
  /** Catalog id; null where results were left in fused order. */
  reranker: string | null;
  collectionIds: string[];
  /** Those reranked, best first, then the rest in fused order. */
  candidates: TracedCandidate[];
  /** Milliseconds by stage; stages that run side by side overlap. */
  timingsMs: Record<string, number>;
}
