import type { DocumentView } from "../document-view";

/** A page of documents, newest first, as GET /api/v1/documents gives it. */
export interface DocumentPageView {
  documents: DocumentView[];
  nextCursor: string | null;
}

/** The part of a long list that has been read, from its beginning and without gaps. */
export interface DocumentList {
  rows: DocumentView[];
  /** Where the list can be read on, by the id of the document before. */
  cursors: ReadonlyMap<string, string>;
  hasMore: boolean;
}

export const emptyList: DocumentList = { rows: [], cursors: new Map(), hasMore: true };

/**
 * The list with a page of it that was read again or for the first time. A page that begins the list (`isFirst`) may hold
 * documents that are new, and what it lacks of those it covers is gone. Where a first page and the list have nothing in
 * common, so much is new that the rest has to be read again: then the page is the list.
 */
export function mergePage(list: DocumentList, page: DocumentPageView, isFirst: boolean): DocumentList {
  const { documents, nextCursor } = page;
  const ids = new Set(documents.map(({ id }) => id));
  const isHere = ({ id }: DocumentView) => ids.has(id);
  const start = isFirst ? 0 : list.rows.findIndex(isHere);
  const cursors = new Map(list.cursors);
  const last = documents.at(-1);
  // Where the list doesn't know the page's last document, the page goes beyond what it knew.
  const end = list.rows.findIndex(({ id }) => id === last?.id);
  if (last && nextCursor !== null) cursors.set(last.id, nextCursor);

  if (start === -1)
    return {
      rows: [...list.rows, ...documents],
      cursors,
      hasMore: documents.length > 0 && nextCursor !== null,
    };
  const rest = nextCursor === null || end === -1 ? [] : list.rows.slice(end + 1);
  const isAtEnd = rest.length === 0;
  return {
    rows: [...list.rows.slice(0, start), ...documents, ...rest],
    cursors,
    hasMore: isAtEnd ? nextCursor !== null : list.hasMore,
  };
}

/** The list without documents that have been deleted. */
export function withoutDocuments(list: DocumentList, gone: ReadonlySet<string>): DocumentList {
  const cursors = new Map(list.cursors);
  const rows: DocumentView[] = [];
  for (const row of list.rows) {
    if (!gone.has(row.id)) rows.push(row);
    else {
      // What can be read on from a document that is gone can be read on from the one before it.
      const cursor = cursors.get(row.id);
      const before = rows.at(-1);
      if (cursor !== undefined && before) cursors.set(before.id, cursor);
    }
  }
  return { rows, cursors, hasMore: list.hasMore };
}

/** From where a page has to be read that holds the row at `index`: the nearest cursor before it; null is the beginning. */
export function cursorBefore({ rows, cursors }: DocumentList, index: number): string | null {
  for (let i = Math.min(index, rows.length) - 1; i >= 0; i--) {
    const cursor = cursors.get(rows[i]?.id ?? "");
    if (cursor !== undefined) return cursor;
  }
  return null;
}
