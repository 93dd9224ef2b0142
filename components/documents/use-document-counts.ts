"use client";

import type { DocumentStatus } from "@/lib/document";
import type { DocumentKind } from "@/lib/search";
import { isUnfinished } from "./document-view";
import { useWatched } from "./use-watched";

/** What a collection holds, as GET /api/v1/documents/counts tells it. */
export interface DocumentCounts {
  total: number;
  byStatus: Partial<Record<DocumentStatus, number>>;
  byKind: Partial<Record<DocumentKind, number>>;
}

/** Counting is dearer than looking at one page, and a total that is two seconds old does no harm. */
const watchMs = 2000;

/** A collection's documents by status and kind, counted again every two seconds while some are being worked on. */
export function useDocumentCounts(collectionId: string, isExpectingMore: boolean) {
  const isOpen = (counts: DocumentCounts) => countUnfinished(counts) > 0;
  const watch = { isOpen, isExpectingMore, everyMs: watchMs };
  return useWatched<DocumentCounts>(`/api/v1/documents/counts?collection=${collectionId}`, watch);
}

/** How many of them are still being worked on. */
export function countUnfinished({ byStatus }: DocumentCounts): number {
  const entries = Object.entries(byStatus) as [DocumentStatus, number][];
  return entries.reduce((sum, [status, count]) => sum + (isUnfinished({ status }) ? count : 0), 0);
}
