import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import { type Sample, suggestQuestions } from "./suggest-questions";
import type { KnownCollections } from "./use-collections";

/** Questions to begin with, once something is ready to be asked about. None without a `sample`: nobody wants them there. */
export function useSuggestions(known: KnownCollections | undefined, sample: Sample | undefined): string[] {
  const isWanted = sample !== undefined && known?.readiness === "ready";
  const url = isWanted ? "/api/v1/documents?status=ready&limit=12" : null;
  const { data } = useSWR<{ documents: { title: string; collectionId: string }[] }>(url, apiRequest, {
    revalidateOnFocus: false,
  });
  return sample && known && data ? suggestQuestions(data.documents, known.collections, sample) : [];
}
