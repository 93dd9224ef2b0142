import { type FoundChunk, loadNeighbours } from "../../db/search.ts";
import { limits } from "../limits.ts";
import type { Principal, RankedChunk } from "../turn.ts";
import { evidenceCounter } from "./count-evidence.ts";
import { createDuplicateFinder } from "./find-duplicate.ts";
import { numberInReadingOrder, type Packed, type PackOptions } from "./pack-evidence.ts";

/** How many of the best chunks get their neighbours: what is far down is seldom what the question is about. */
const widenedMax = 2;
/** Less room than this holds no chunk worth having. */
const roomTokensMin = 100;

/**
 * The parent window: where the budget has room left, the best chunks' neighbours in the same section join the evidence, what
 * follows before what precedes, and stand beside them in reading order. Each is evidence of its own, so that a citation still points at
 * where its words stand. Asks the database only where there's room.
 */
export async function widenEvidence(
  principal: Principal,
  packed: Packed,
  { tokensMax = limits.evidenceTokensMax, scope }: PackOptions = {},
): Promise<Packed> {
  const count = evidenceCounter(scope);
  const chunks = packed.evidence.map(({ chunk }) => chunk);
  let left = tokensMax - chunks.reduce((sum, chunk) => sum + count(chunk), 0);
  if (left < roomTokensMin || chunks.length >= limits.evidenceMax) return packed;
  const best = bestOf(chunks);
  const found = await loadNeighbours(
    principal,
    best.map(({ chunkId }) => chunkId),
  );
  const findSame = createDuplicateFinder();
  for (const { text, chunkId } of chunks) findSame.keep(text, chunkId);
  const outcomes = new Map(packed.outcomes);
  for (const hit of best)
    for (const step of [1, -1]) {
      const neighbour = found.find((chunk) => isNeighbour(chunk, hit, step));
      if (!neighbour || findSame(neighbour.text)) continue;
      const chunk = { ...neighbour, scores: { bm25: null, vector: null, fused: null, relevance: null } };
      const tokens = count(chunk);
      if (tokens > left || chunks.length >= limits.evidenceMax) continue;
      left -= tokens;
      chunks.push(chunk);
      findSame.keep(chunk.text, chunk.chunkId);
      outcomes.set(chunk.chunkId, "widened");
    }
  return { ...packed, evidence: numberInReadingOrder(chunks), outcomes };
}

/** By whatever ranked them last: runs of neighbours stand in reading order. */
function bestOf(chunks: RankedChunk[]): RankedChunk[] {
  const scoreOf = ({ scores }: RankedChunk) => scores.relevance ?? scores.fused ?? 0;
  return chunks.toSorted((a, b) => scoreOf(b) - scoreOf(a)).slice(0, widenedMax);
}

const isNeighbour = (chunk: FoundChunk, of: FoundChunk, step: number) =>
  chunk.documentId === of.documentId && chunk.ordinal === of.ordinal + step;
