"use client";

import { type DocumentView, isUnfinished } from "./document-view";
import { useWatched } from "./use-watched";

/** Often enough that a stage which takes a second or two is seen. */
const watchMs = 1000;

/** One document with its versions, watched until none of them is being worked on. */
export function useDocument(documentId: string) {
  const isOpen = (document: DocumentView) =>
    isUnfinished(document) || (document.versions ?? []).some(isUnfinished);
  return useWatched<DocumentView>(`/api/v1/documents/${documentId}`, { isOpen, everyMs: watchMs });
}
