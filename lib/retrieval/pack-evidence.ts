/**
 * In: ranked chunks. Out: those that the model is shown, numbered from 1, and what became of the others. Pure. Never more tokens
 * than the budget: a first chunk that is too long alone is cut at its end, which leaves the spans of its citations true.
 *
 * Stable: the evidence and its order depend on the ranking alone, chunks that follow each other stand together in reading order, and nothing
 * that changes from run to run (ids, scores, times) is among what the model sees. The evidence is the last message, after instructions and
 * conversation. So the same ranking gives the same prompt byte for byte, and a prompt cache holds for all of it, or up to the evidence.
 */
import { analyzeText } from "../analyze-text.ts";
import { countTokens } from "../count-tokens.ts";
import { findContents } from "../find-contents.ts";
import { limits } from "../limits.ts";
import type { CandidateOutcome } from "../search.ts";
import type { Evidence, RankedChunk } from "../turn.ts";
import { type CountedScope, type EvidenceCounter, evidenceCounter } from "./count-evidence.ts";
import { createDuplicateFinder } from "./find-duplicate.ts";

/** Chunks of one document among the evidence while others wait, unless the question names it. */
const documentShareMax = 5;
/** A cut chunk is worth its place with this much of it. */
const cutTokensMin = 50;
const overlapCharsMin = 20;

export interface PackOptions {
  tokensMax?: number;
  question?: string;
  /** What was searched, by which chunks' tokens needn't be counted again. */
  scope?: CountedScope;
}

export interface Packed {
  evidence: Evidence[];
  /** What became of each chunk that was looked at. */
  outcomes: Map<string, CandidateOutcome>;
  /** For each duplicate the chunk in the evidence that says the same. */
  originals: Map<string, string>;
}

/**
 * The best chunks that fit the budget. Of near-duplicates the best stays. One document gets no more than its share while another has
 * something to say; a table of contents waits likewise, since it names what stands in other chunks. What is too long for what is left is
 * passed over for something shorter.
 */
export function packEvidence(
  ranked: RankedChunk[],
  { tokensMax = limits.evidenceTokensMax, question = "", scope }: PackOptions = {},
): Packed {
  const outcomes = new Map<string, CandidateOutcome>();
  const originals = new Map<string, string>();
  const packed: RankedChunk[] = [];
  const shares = new Map<string, number>();
  const findSame = createDuplicateFinder();
  const asked = new Set(analyzeText(question));
  const count = evidenceCounter(scope);
  let left = tokensMax;

  const take = (chunk: RankedChunk): CandidateOutcome => {
    if (packed.length >= limits.evidenceMax) return "below_cut";
    const original = findSame(chunk.text);
    if (original) {
      originals.set(chunk.chunkId, original);
      return "duplicate";
    }
    if (packed.length > 0 && isSurelyLonger(chunk, left)) return "over_budget";
    const fitting = packed.length === 0 ? cutToFit(chunk, left, count) : chunk;
    const tokens = fitting ? count(fitting) : Number.POSITIVE_INFINITY;
    if (!fitting || tokens > left) return "over_budget";
    left -= tokens;
    packed.push(fitting);
    findSame.keep(chunk.text, chunk.chunkId);
    shares.set(chunk.documentId, (shares.get(chunk.documentId) ?? 0) + 1);
    return "packed";
  };
  const waiting: RankedChunk[] = [];
  for (const chunk of ranked) {
    const isCrowded = (shares.get(chunk.documentId) ?? 0) >= documentShareMax && !isNamed(chunk.title, asked);
    const waits = isCrowded || findContents(chunk.text).length > 0;
    if (waits && packed.length < limits.evidenceMax) waiting.push(chunk);
    outcomes.set(chunk.chunkId, isCrowded ? "crowded_out" : waits ? "below_cut" : take(chunk));
  }
  for (const chunk of waiting) {
    const outcome = take(chunk);
    if (outcome === "packed") outcomes.set(chunk.chunkId, outcome);
  }
  return { evidence: numberInReadingOrder(packed), outcomes, originals };
}

/** By how much what another vocabulary counts may be more than ours. */
const vocabularyFactor = 1.5;

/**
 * Whether the tokens that were counted when the chunk was made, without its fence, tell that it can't fit: once the budget is
 * used up, that's so with nearly all the candidates that are left.
 */
const isSurelyLonger = ({ tokenCount }: RankedChunk, tokensMax: number) =>
  tokenCount > tokensMax * vocabularyFactor;

/** The chunk, or as much of its beginning as fits; null where hardly anything would. */
function cutToFit(chunk: RankedChunk, tokensMax: number, count: EvidenceCounter): RankedChunk | null {
  let cut = chunk;
  for (let tokens = count(cut); tokens > tokensMax; tokens = count(cut)) {
    const textTokens = countTokens(cut.text);
    const room = textTokens - (tokens - tokensMax);
    if (room < Math.min(cutTokensMin, textTokens / 2)) return null;
    const text = chunk.text
      .slice(0, Math.floor((cut.text.length * room) / textTokens) - 1)
      .replace(/\S*$/, "");
    if (text.length === 0) return null;
    cut = withText(chunk, text);
  }
  return cut;
}

/** Whether the question says all words of a title: then it's about that document. */
function isNamed(title: string, asked: ReadonlySet<string>): boolean {
  const terms = analyzeText(title);
  return terms.length > 0 && terms.every((term) => asked.has(term));
}

/**
 * Chunks that follow each other in a document stand together, in reading order, where the best of them stood; what the next one begins with
 * is left off the end of the one before.
 */
export function numberInReadingOrder(chunks: RankedChunk[]): Evidence[] {
  const runs: RankedChunk[][] = [];
  for (const chunk of chunks) {
    const touching = runs.filter((run) => run.some((other) => isNext(other, chunk) || isNext(chunk, other)));
    const [first] = touching;
    if (!first) {
      runs.push([chunk]);
      continue;
    }
    first.push(chunk, ...touching.slice(1).flat());
    for (const run of touching.slice(1)) runs.splice(runs.indexOf(run), 1);
  }
  return runs
    .flatMap((run) => readAsOne(run.toSorted((a, b) => a.ordinal - b.ordinal)))
    .map((chunk, i) => ({ n: i + 1, chunk }));
}

const isNext = (one: RankedChunk, other: RankedChunk) =>
  one.documentId === other.documentId && other.ordinal === one.ordinal + 1;

function readAsOne(run: RankedChunk[]): RankedChunk[] {
  return run.map((chunk, i) => {
    const repeated = overlapOf(chunk.text, run[i + 1]?.text ?? "");
    return repeated === 0 ? chunk : withText(chunk, chunk.text.slice(0, -repeated).trimEnd());
  });
}

/** Characters at the end of one text with which the next begins; fewer than a sentence's worth are chance. */
function overlapOf(text: string, next: string): number {
  for (let length = Math.min(text.length, next.length) - 1; length >= overlapCharsMin; length--)
    if (text.endsWith(next.slice(0, length))) return length;
  return 0;
}

/** A chunk with the beginning of its text alone. */
function withText(chunk: RankedChunk, text: string): RankedChunk {
  const pageOffsets = chunk.pageOffsets.filter((offset) => offset < text.length);
  return { ...chunk, text, pageOffsets, tokenCount: countTokens(text) };
}
