"use client";

import type { DocumentStatus } from "@/lib/turn";
import { type DocumentView, isUnfinished } from "./document-view";
import { useWatched } from "./use-watched";

export interface DocumentFilter {
  collectionId: string;
  status: DocumentStatus | null;
  search: string;
  cursor: string | null;
}

export interface DocumentPageView {
  documents: DocumentView[];
  nextCursor: string | null;
}

/** Often enough that a stage which takes a second or two is seen. */
const watchMs = 1000;
export const documentsPerPage = 50;

/**
 * One page of a collection's documents. While something on it is unfinished, or the caller knows of more to come
 * (`isExpectingMore`), it is asked for every second; otherwise only when the reader comes back to the tab.
 */
export function useDocuments(filter: DocumentFilter, isExpectingMore: boolean) {
  const isOpen = (page: DocumentPageView) => page.documents.some(isUnfinished);
  return useWatched(urlOf(filter), { isOpen, isExpectingMore, everyMs: watchMs }, { keepPreviousData: true });
}

/** One document, watched until it is finished. `known` is shown until the server has answered. */
export function useDocument(known: DocumentView) {
  const watch = { isOpen: isUnfinished, everyMs: watchMs };
  return useWatched<DocumentView>(`/api/v1/documents/${known.id}`, watch, { fallbackData: known });
}

function urlOf({ collectionId, status, search, cursor }: DocumentFilter): string {
  const query = new URLSearchParams({ collection: collectionId, limit: String(documentsPerPage) });
  if (status) query.set("status", status);
  if (search) query.set("search", search);
  if (cursor) query.set("cursor", cursor);
  return `/api/v1/documents?${query}`;
}
