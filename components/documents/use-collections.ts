"use client";

import { type CollectionView, pendingCount } from "./collection-view";
import { useWatched } from "./use-watched";

interface CollectionList {
  collections: CollectionView[];
}

interface CollectionsOptions {
  /** The only collection whose documents are worth waiting for. */
  watchedId?: string;
  isExpectingMore?: boolean;
}

/** Counting is dearer than looking at one page, and a total that is two seconds old does no harm. */
const watchMs = 2000;

/**
 * All collections with their counts, asked for again every two seconds while documents are being worked on in one of them
 * (in `watchedId`, if given) or while the caller expects more to come.
 */
export function useCollections({ watchedId, isExpectingMore }: CollectionsOptions = {}) {
  const isOpen = ({ collections }: CollectionList) =>
    collections.some((one) => (watchedId === undefined || one.id === watchedId) && pendingCount(one) > 0);
  return useWatched<CollectionList>("/api/v1/collections", { isOpen, isExpectingMore, everyMs: watchMs });
}
