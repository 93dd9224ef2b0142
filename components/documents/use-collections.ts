"use client";

import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import { type CollectionView, pendingCount } from "./collection-view";

/** Counting is dearer than looking at one page, and a total that is two seconds old does no harm. */
const watchMs = 2000;

/**
 * All collections with their counts, asked for again every two seconds while documents are being worked on in one of
 * them (in `watchedId`, if given) or while the caller expects more to come.
 */
export function useCollections({
  watchedId,
  isExpectingMore = false,
}: {
  watchedId?: string;
  isExpectingMore?: boolean;
} = {}) {
  return useSWR<{ collections: CollectionView[] }>("/api/v1/collections", apiRequest, {
    refreshInterval: (latest) => {
      const watched =
        latest?.collections.filter(({ id }) => watchedId === undefined || id === watchedId) ?? [];
      return isExpectingMore || watched.some((collection) => pendingCount(collection) > 0) ? watchMs : 0;
    },
  });
}
