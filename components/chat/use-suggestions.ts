import useSWR from "swr";
import { apiRequest } from "@/components/admin/api-request";
import { suggestQuestions } from "./suggest-questions";

/** Questions to begin with, about the newest documents that are ready. None while `isWanted` is false. */
export function useSuggestions(isWanted: boolean): string[] {
  const url = isWanted ? "/api/v1/documents?status=ready&limit=8" : null;
  const { data } = useSWR<{ documents: { title: string; fileName: string }[] }>(url, apiRequest, {
    revalidateOnFocus: false,
  });
  return data ? suggestQuestions(data.documents) : [];
}
