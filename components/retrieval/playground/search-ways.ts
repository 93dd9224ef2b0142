import type { SearchMode } from "@/lib/search";

export const searchWayIds = ["bm25", "vector", "hybrid", "reranked"] as const;
export type SearchWayId = (typeof searchWayIds)[number];

interface SearchWay {
  name: string;
  description: string;
  mode: SearchMode;
  rerank: boolean;
}

/** The ways to search that the playground sets side by side. */
export const searchWays: Record<SearchWayId, SearchWay> = {
  bm25: { name: "By words", description: "BM25", mode: "bm25", rerank: false },
  vector: { name: "By meaning", description: "vectors", mode: "vector", rerank: false },
  hybrid: { name: "Both, fused", description: "by ranks", mode: "hybrid", rerank: false },
  reranked: { name: "Both, reranked", description: "as answers do", mode: "hybrid", rerank: true },
};

/** More beside each other can't be read. */
export const columnsMax = 3;
