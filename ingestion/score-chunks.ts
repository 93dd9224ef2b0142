import { scoreDocumentText } from "../lib/guards/injection/score-text.ts";
import { isSuspiciousChunk } from "../lib/is-suspicious-chunk.ts";
import type { Chunk } from "./chunk.ts";

export interface ScoredChunk extends Chunk {
  /** How much it reads like instructions to a model, 0 to 1. */
  injectionScore: number;
}

/** The chunks with what the guards make of their texts. Some 0.3 ms a chunk that speaks of answers or instructions, less for others. */
export const scoreChunks = (chunks: Chunk[]): ScoredChunk[] =>
  chunks.map((chunk) => ({ ...chunk, injectionScore: scoreDocumentText(chunk.text) }));

/** So many pages or parts are named. */
const namedMax = 5;

/** A warning for the receipt where parts of a document read like instructions to a model; null for all others. */
export function warnOfInstructions(chunks: ScoredChunk[]): string | null {
  const suspicious = chunks.flatMap((chunk, i) =>
    isSuspiciousChunk(chunk) ? [{ ...chunk, part: i + 1 }] : [],
  );
  if (suspicious.length === 0) return null;
  const isPaged = suspicious.every(({ pageStart }) => pageStart !== null);
  const numbers = [...new Set(suspicious.map(({ pageStart, part }) => (isPaged ? pageStart! : part)))];
  const named = numbers.slice(0, namedMax).join(", ");
  const more = numbers.length > namedMax ? ` and ${numbers.length - namedMax} more` : "";
  const one = isPaged ? "Page" : "Part";
  const where = numbers.length === 1 ? `${one} ${named} reads` : `${one}s ${named}${more} read`;
  return `${where} like instructions to a model. Models are told not to follow them; check where the document comes from.`;
}
