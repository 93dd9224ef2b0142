"use client";

import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import type { DocumentFacets } from "./document-facets";

/** What the documents of these collections, or of all that the person may read, can be filtered by. Null asks nothing. */
export function useDocumentFacets(collectionIds?: string[] | null) {
  const query = new URLSearchParams((collectionIds ?? []).map((id) => ["collection", id]));
  return useSWR<DocumentFacets, ApiRequestError>(
    collectionIds === null ? null : `/api/v1/documents/facets?${query}`,
    apiRequest,
    { keepPreviousData: true },
  );
}
