"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { apiRequest } from "@/components/admin/api-request";
import type { DocumentStatus } from "@/lib/document";
import type { DocumentKind } from "@/lib/search";
import { isUnfinished } from "../document-view";
import { useWatched } from "../use-watched";
import {
  cursorBefore,
  type DocumentList,
  type DocumentPageView,
  emptyList,
  mergePage,
  withoutDocuments,
} from "./document-list";

export interface DocumentFilter {
  collectionId: string;
  status: DocumentStatus | null;
  kind: DocumentKind | null;
  tag: string | null;
  search: string;
}

/** Often enough that a stage which takes a second or two is seen. */
const watchMs = 1000;
/** The most that the API gives at once. */
const rowsPerPage = 100;
/** What is watched is what a screen shows, and that is less than this. */
const rowsWatched = 50;

type Change = { page: DocumentPageView; isFirst: boolean; filterKey: string } | { gone: ReadonlySet<string> };
type FilteredList = DocumentList & { filterKey: string; isRead: boolean };

/**
 * A collection's documents, newest first, read page by page as somebody scrolls. Only what can change is asked for again,
 * and only while it can: each second the first page, while something on it is unfinished or `isExpectingMore`, and the page
 * in view, while something on that is. `filterKey` names the filter that the list is of.
 */
export function useDocumentList(filter: DocumentFilter, isExpectingMore: boolean) {
  const filterKey = queryOf(filter).toString();
  const [list, change] = useReducer(applyChange, { ...emptyList, filterKey, isRead: false });
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  const [moreError, setMoreError] = useState<unknown>(null);
  const isReadingOn = useRef(false);
  const isOpen = (page: DocumentPageView) => page.documents.some(isUnfinished);

  const first = useWatched<DocumentPageView>(
    pageUrl(filter, rowsWatched, null),
    { isOpen, isExpectingMore, everyMs: watchMs },
    { keepPreviousData: false },
  );
  const { data: firstPage, mutate: reloadFirst } = first;
  useEffect(() => {
    if (firstPage) change({ page: firstPage, isFirst: true, filterKey });
  }, [firstPage, filterKey]);

  const isCurrent = list.filterKey === filterKey;
  const waiting = list.rows.findIndex(
    (row, i) => i >= Math.max(rowsWatched, visible.first) && i <= visible.last && isUnfinished(row),
  );
  useWatched<DocumentPageView>(
    isCurrent && waiting !== -1 ? pageUrl(filter, rowsPerPage, cursorBefore(list, waiting)) : null,
    { isOpen, everyMs: watchMs },
    // What the cache still has of this page may be older than the list.
    { onSuccess: (page) => change({ page, isFirst: false, filterKey }) },
  );

  const readOn = useCallback(async () => {
    if (isReadingOn.current || !list.hasMore || !list.isRead || list.filterKey !== filterKey) return;
    isReadingOn.current = true;
    try {
      const url = `/api/v1/documents?${withPage(filterKey, rowsPerPage, cursorBefore(list, list.rows.length))}`;
      change({ page: await apiRequest<DocumentPageView>(url), isFirst: false, filterKey });
      setMoreError(null);
    } catch (thrown) {
      setMoreError(thrown);
    } finally {
      isReadingOn.current = false;
    }
  }, [list, filterKey]);

  return {
    /** Undefined until the first page is there; those of the filter before while `isStale`. */
    rows: list.isRead ? list.rows : undefined,
    isStale: list.isRead && !isCurrent,
    hasMore: list.hasMore,
    filterKey,
    error: (first.error ?? moreError) as unknown,
    readOn,
    onVisible: setVisible,
    remove: useCallback((gone: ReadonlySet<string>) => change({ gone }), []),
    reload: useCallback(() => void reloadFirst(), [reloadFirst]),
  };
}

function applyChange(list: FilteredList, change: Change): FilteredList {
  if ("gone" in change) return { ...list, ...withoutDocuments(list, change.gone) };
  const { page, isFirst, filterKey } = change;
  const isSame = list.filterKey === filterKey;
  // A page of another filter begins a list, and only a first page can.
  if (!isSame && !isFirst) return list;
  return { ...mergePage(isSame ? list : emptyList, page, isFirst), filterKey, isRead: true };
}

function queryOf({ collectionId, status, kind, tag, search }: DocumentFilter): URLSearchParams {
  const query = new URLSearchParams({ collection: collectionId });
  if (status) query.set("status", status);
  if (kind) query.set("kind", kind);
  if (tag) query.set("tag", tag);
  if (search) query.set("search", search);
  return query;
}

function withPage(filterKey: string, limit: number, cursor: string | null): URLSearchParams {
  const query = new URLSearchParams(filterKey);
  query.set("limit", String(limit));
  if (cursor !== null) query.set("cursor", cursor);
  return query;
}

/** The address of a page of the documents that a filter lets through. */
export function pageUrl(filter: DocumentFilter, limit: number, cursor: string | null): string {
  return `/api/v1/documents?${withPage(queryOf(filter).toString(), limit, cursor)}`;
}
