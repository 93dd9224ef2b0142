import { countTokens } from "../count-tokens.ts";
import { limits } from "../limits.ts";
import type { Evidence, RankedChunk } from "../turn.ts";

/** Tokens of one evidence's fence with its title and section. */
const fenceTokens = 40;

/** What a chunk takes of the budget for evidence. */
export function evidenceTokensOf({ tokenCount, text }: RankedChunk): number {
  return (tokenCount || countTokens(text)) + fenceTokens;
}

/**
 * The best chunks that fit the budget, numbered from 1 in their order. Chunks with the same text count once. A chunk that is
 * too long for what is left is passed over for a shorter one, but the first always fits.
 */
export function packEvidence(
  ranked: RankedChunk[],
  tokensMax: number = limits.evidenceTokensMax,
): Evidence[] {
  const packed: Evidence[] = [];
  const seen = new Set<string>();
  let left = tokensMax;
  for (const chunk of ranked) {
    if (packed.length === limits.evidenceMax) break;
    const tokens = evidenceTokensOf(chunk);
    const key = chunk.text.replaceAll(/\s+/g, " ").trim();
    if (seen.has(key) || (tokens > left && packed.length > 0)) continue;
    seen.add(key);
    left -= tokens;
    packed.push({ n: packed.length + 1, chunk });
  }
  return packed;
}
