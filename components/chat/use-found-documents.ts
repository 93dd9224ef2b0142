import { useDeferredValue } from "react";
import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";

interface NamedDocument {
  id: string;
  title: string;
}

/** As many as there is room for. */
const documentsMax = 6;

/** Documents whose name holds the words, in one of these collections, or in all; none while nothing is typed. */
export function useFoundDocuments(
  search: string,
  collectionIds?: string[],
): { documents: NamedDocument[]; isSearching: boolean } {
  const words = useDeferredValue(search.trim());
  // The list takes one collection; of several, all that may be read are looked through.
  const [collection, ...others] = collectionIds ?? [];
  const query = new URLSearchParams({ search: words, status: "ready", limit: String(documentsMax) });
  if (collection && others.length === 0) query.set("collection", collection);
  const { data, isLoading } = useSWR<{ documents: NamedDocument[] }>(
    words === "" ? null : `/api/v1/documents?${query}`,
    apiRequest,
    { keepPreviousData: true },
  );
  return { documents: words === "" ? [] : (data?.documents ?? []), isSearching: isLoading };
}
