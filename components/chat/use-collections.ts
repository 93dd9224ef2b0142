import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";

export interface ReadableCollection {
  id: string;
  name: string;
  documentCount: number;
  readyCount: number;
  failedCount: number;
}

/** Nothing to ask about yet, something on its way, or ready to be asked. */
export type Readiness = "no-documents" | "preparing" | "ready";

export interface KnownCollections {
  collections: ReadableCollection[];
  readiness: Readiness;
}

const watchMs = 2_000;

function readinessOf(collections: ReadableCollection[]): Readiness {
  if (collections.some(({ readyCount }) => readyCount > 0)) return "ready";
  return collections.some(({ documentCount, failedCount }) => documentCount > failedCount)
    ? "preparing"
    : "no-documents";
}

/** The collections that the reader may ask, watched while their first document is on its way; undefined until they are known. */
export function useCollections(): KnownCollections | undefined {
  const { data } = useSWR<{ collections: ReadableCollection[] }>("/api/v1/collections", apiRequest, {
    refreshInterval: (latest) => (latest && readinessOf(latest.collections) === "preparing" ? watchMs : 0),
  });
  return data && { collections: data.collections, readiness: readinessOf(data.collections) };
}
