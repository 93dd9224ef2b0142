import type { Bm25Tier } from "../../../db/capabilities.ts";
import { type FoundChunk, loadFoundChunks, type SearchScope } from "../../../db/search.ts";
import { searchBm25 } from "../../../db/search-bm25.ts";
import { planSearch } from "../../retrieval/plan-search.ts";
import type { Principal } from "../../turn.ts";

/**
 * The chunks that BM25 finds for a question by one of its tiers, best first. The tier that isn't the database's own goes without
 * its index: some seconds for thousands of chunks.
 */
export async function searchByTier(
  principal: Principal,
  { question, scope, limit }: { question: string; scope: SearchScope[]; limit: number },
  tier: Bm25Tier,
): Promise<FoundChunk[]> {
  const { queries } = await planSearch(principal, { question, scope });
  const collectionIds = scope.map(({ collectionId }) => collectionId);
  const { lists } = await searchBm25(principal, { queries: queries.slice(0, 1), collectionIds, limit, tier });
  const ids = (lists[0] ?? []).map(({ chunkId }) => chunkId);
  const found = new Map((await loadFoundChunks(principal, ids)).map((chunk) => [chunk.chunkId, chunk]));
  return ids.flatMap((id) => found.get(id) ?? []);
}
