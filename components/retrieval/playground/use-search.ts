import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import { mergeFilters } from "@/components/chat/merge-filters";
import type { RetrievalTrace } from "@/lib/search";
import type { Notice } from "@/lib/turn";
import type { ChunkView, ExplanationView } from "../trace-view";
import type { PlaygroundState } from "./playground-state";
import { type SearchWayId, searchWays } from "./search-ways";

export interface SearchResultView extends ChunkView {
  scores: Record<"bm25" | "vector" | "fused" | "relevance", number | null>;
}

/** What /api/v1/search answers with `explain`. */
export interface ExplainedSearchView {
  results: SearchResultView[];
  /** What an answer would read along, which no search had found. */
  neighbours: ChunkView[];
  notices: Notice[];
  timingsMs: Record<string, number>;
  trace: RetrievalTrace;
  whyNot?: ExplanationView;
}

/** As many as the searches look at, so that a result can be followed from column to column. */
const resultsMax = 50;

/** One way of searching for what the playground asks, explained; nothing while there is no question. */
export function useSearch(state: PlaygroundState, way: SearchWayId | undefined) {
  const { question, collectionIds, filters, whyNot } = state;
  const body = way &&
    question !== "" && {
      query: question,
      collections: collectionIds.length > 0 ? collectionIds : undefined,
      filters: filters ? mergeFilters(filters) : undefined,
      mode: searchWays[way].mode,
      rerank: searchWays[way].rerank,
      topK: resultsMax,
      explain: true,
      whyNot: whyNot ?? undefined,
    };
  return useSWR<ExplainedSearchView, ApiRequestError>(
    body ? ["/api/v1/search", JSON.stringify(body)] : null,
    ([url, json]: [string, string]) => apiRequest(url, { body: JSON.parse(json) }),
    { revalidateOnFocus: false, revalidateIfStale: false, shouldRetryOnError: false, keepPreviousData: true },
  );
}
