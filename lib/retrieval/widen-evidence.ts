import { type FoundChunk, loadNeighbours } from "../../db/search.ts";
import { limits } from "../limits.ts";
import type { Evidence, Principal } from "../turn.ts";
import { evidenceTokensOf } from "./pack-evidence.ts";

/** How many of the best chunks get their neighbours: what is far down is seldom what the question is about. */
const widenedMax = 2;
/** Less room than this holds no chunk worth having. */
const roomTokensMin = 100;

/**
 * The parent window: where the budget has room left, the best chunks' neighbours in the same section join the evidence, what
 * follows before what precedes. Each is evidence of its own, so that a citation still points at where its words stand. Asks
 * the database only where there's room.
 */
export async function widenEvidence(
  principal: Principal,
  evidence: Evidence[],
  tokensMax: number = limits.evidenceTokensMax,
): Promise<Evidence[]> {
  let left = tokensMax - evidence.reduce((sum, { chunk }) => sum + evidenceTokensOf(chunk), 0);
  if (left < roomTokensMin || evidence.length >= limits.evidenceMax) return evidence;
  const best = evidence.slice(0, widenedMax).map(({ chunk }) => chunk);
  const found = await loadNeighbours(
    principal,
    best.map(({ chunkId }) => chunkId),
  );
  const widened = [...evidence];
  for (const hit of best)
    for (const step of [1, -1]) {
      const neighbour = found.find((chunk) => isNeighbour(chunk, hit, step));
      if (!neighbour || widened.some(({ chunk }) => chunk.chunkId === neighbour.chunkId)) continue;
      const chunk = { ...neighbour, scores: { bm25: null, vector: null, rrf: null, relevance: null } };
      const tokens = evidenceTokensOf(chunk);
      if (tokens > left || widened.length >= limits.evidenceMax) continue;
      left -= tokens;
      widened.push({ n: widened.length + 1, chunk });
    }
  return widened;
}

const isNeighbour = (chunk: FoundChunk, of: FoundChunk, step: number) =>
  chunk.documentId === of.documentId && chunk.ordinal === of.ordinal + step;
