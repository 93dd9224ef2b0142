import type { SearchScope } from "../../db/search.ts";
import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import { tokenizerOf } from "../models/catalog.ts";
import { renderEvidence } from "../prompts/evidence.ts";
import type { RankedChunk } from "../turn.ts";

export type CountedScope = Pick<SearchScope, "collectionId" | "embeddingModel">[];

/** What a chunk takes of the budget for evidence, its fence with title and section included. */
export type EvidenceCounter = (chunk: RankedChunk) => number;

/** White space where text and fence meet may be tokens of its own. */
const seamTokens = 2;

/**
 * Counts evidence as prompts are counted. Of collections whose chunks were counted in the same way when they were made, only the fence
 * is counted anew: counting whole texts took more time than all else in packing.
 */
export function evidenceCounter(scope: CountedScope = []): EvidenceCounter {
  const counted = new Set(
    scope
      .filter(({ embeddingModel }) => tokenizerOf(embeddingModel) === "o200k_base")
      .map(({ collectionId }) => collectionId),
  );
  return (chunk) => {
    const fence = countTokens(renderEvidence([{ n: limits.evidenceMax, chunk: { ...chunk, text: "" } }]));
    const text = counted.has(chunk.collectionId) ? chunk.tokenCount : countTokens(chunk.text);
    return fence + text + seamTokens;
  };
}
