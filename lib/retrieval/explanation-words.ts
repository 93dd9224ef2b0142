import type { SearchedDocument } from "../../db/searched-documents.ts";
import type { AppliedFilter, RetrievalTrace, TracedCandidate } from "../search.ts";

/** Where a document stopped on its way into the evidence, first cause first. */
export const explanationReasons = [
  "not_ready",
  "superseded",
  "not_in_collections",
  "filtered_out",
  /** One of its chunks is in the evidence. */
  "in_evidence",
  /** One of its chunks was a candidate, and what became of that says why. */
  "not_packed",
  "no_words",
  "beyond_candidates",
  /** It would be a candidate now: it, or what it competes with, has changed since. */
  "found_now",
  "unknown",
] as const;
export type ExplanationReason = (typeof explanationReasons)[number];

export interface ExplanationFacts {
  document: SearchedDocument;
  trace: RetrievalTrace;
  isInScope: boolean;
  /** Filters that it doesn't pass. */
  excludedBy: AppliedFilter[];
  words: { word: string; chunks: number }[];
  bm25: { rank: number } | null;
  vector: { rank: number } | null;
  candidatesMax: number;
  candidate: TracedCandidate | null;
}

interface Explanation {
  reason: ExplanationReason;
  text: string;
}

/** The first thing that kept the document out, in plain words with its figures; or that it was found after all. */
export function sayWhy(facts: ExplanationFacts): Explanation {
  const { document, isInScope, excludedBy, candidate } = facts;
  if (candidate) return sayFate(candidate, facts);
  if (document.isSuperseded)
    return {
      reason: "superseded",
      text: "A newer version has taken its place, and only the newest is searched.",
    };
  if (document.chunkIds.length === 0) return { reason: "not_ready", text: notReady(document) };
  if (!isInScope)
    return {
      reason: "not_in_collections",
      text: `It's in the collection “${document.collectionName}”, which wasn't searched.`,
    };
  if (excludedBy.length > 0) {
    const labels = excludedBy.map(({ label }) => `“${label}”`).join(" and ");
    return {
      reason: "filtered_out",
      text: `The search was narrowed to ${labels}, and it doesn't pass that filter.`,
    };
  }
  if (facts.trace.queries.length === 0)
    return {
      reason: "unknown",
      text: "What was searched for isn't known any more: it went with a document that was deleted.",
    };
  return sayRanks(facts);
}

function notReady({ status }: SearchedDocument): string {
  if (status === "failed") return "It couldn't be read, so there's nothing of it to be found.";
  if (status === "cancelled") return "Its processing was cancelled, so there's nothing of it to be found.";
  return "It's still being processed, and can be found once it's ready.";
}

/** What became of the best of its chunks. */
function sayFate(candidate: TracedCandidate, { trace }: ExplanationFacts): Explanation {
  const { outcome, n, reranked, fused } = candidate;
  if (outcome === "packed" && n !== null)
    return { reason: "in_evidence", text: `It was found: part ${n} of what the model read is from it.` };
  if (outcome === "widened")
    return {
      reason: "in_evidence",
      text: "It was read along: a part of it stands right beside one that was found.",
    };
  const place = reranked
    ? `Its best part was ${ordinal(reranked.rank)} after reranking`
    : `Its best part was ${ordinal(fused?.rank ?? trace.candidates.length)} after both searches`;
  const original = trace.candidates.find(({ chunkId }) => chunkId === candidate.duplicateOf);
  const readCount = trace.candidates.filter((other) => other.n !== null).length;
  const fates = {
    packed: "and was left out",
    duplicate: original?.n
      ? `but says what part ${original.n} of what the model read says already`
      : "but says what a better one says already",
    crowded_out: "but the document had its share of the evidence already",
    over_budget: "but was too long for the room that was left",
    below_cut: `and ${readCount === 1 ? "the one that fits ranks" : `the ${readCount} that fit rank`} better`,
  };
  return { reason: "not_packed", text: `${place}, ${fates[outcome]}.` };
}

/** Why none of its chunks came among the candidates, by their ranks in the searches. */
function sayRanks(facts: ExplanationFacts): Explanation {
  const { trace, words, bm25, vector, candidatesMax } = facts;
  const byWords = trace.mode === "vector" ? null : sayWords(facts);
  const byMeaning =
    trace.mode === "bm25"
      ? null
      : vector
        ? `by meaning its best part is ${ordinal(vector.rank)}`
        : "by meaning it wasn't come upon";
  const sentence = capitalise([byWords, byMeaning].filter(Boolean).join(", and "));
  const isBeyond = (rank: { rank: number } | null) => rank === null || rank.rank > candidatesMax;
  if (!isBeyond(bm25) || !isBeyond(vector)) {
    const isClose = trace.candidates.length >= candidatesMax;
    return isClose
      ? {
          reason: "beyond_candidates",
          text: `${sentence}. Both searches together, ${candidatesMax} others score better, and no more are looked at.`,
        }
      : {
          reason: "found_now",
          text: `${sentence}. It would be found now, and wasn't there to be found then.`,
        };
  }
  const reason = words.every(({ chunks }) => chunks === 0) ? "no_words" : "beyond_candidates";
  return { reason, text: `${sentence}. Of each search the best ${candidatesMax} are looked at.` };
}

function sayWords({ trace, words, bm25 }: ExplanationFacts): string {
  if (bm25) return `by words its best part is ${ordinal(bm25.rank)}`;
  if (words.length === 0) return "the question has no words to search for";
  if (words.every(({ chunks }) => chunks === 0)) return "none of the question's words stands in it";
  return trace.queries[0]?.phrases.length
    ? "it doesn't hold the quoted phrase"
    : "by words it wasn't come upon";
}

const plural = new Intl.PluralRules("en", { type: "ordinal" });
const endings: Record<string, string> = { one: "st", two: "nd", few: "rd" };

/** `1st`, `22nd`, `113th`, `2,048th`. */
function ordinal(rank: number): string {
  return `${rank.toLocaleString("en-US")}${endings[plural.select(rank)] ?? "th"}`;
}

const capitalise = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
