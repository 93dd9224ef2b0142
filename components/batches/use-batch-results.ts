import { useEffect } from "react";
import useSWRInfinite from "swr/infinite";
import { type ApiRequestError, apiRequestError } from "@/components/admin/api-request";
import type { BatchResultView } from "@/lib/batch-schemas";

const pageSize = 50;

/** The batch's answers so far, page by page; asked for again whenever more questions have ended. */
export function useBatchResults(id: string, ended: number) {
  const pageKey = (_: number, before: BatchResultView[] | null) => {
    const after = before?.at(-1)?.line;
    if (before && before.length < pageSize) return null;
    return `/api/v1/batches/${id}/results?limit=${pageSize}${after === undefined ? "" : `&after=${after}`}`;
  };
  const { data, error, mutate, setSize } = useSWRInfinite<BatchResultView[], ApiRequestError>(
    pageKey,
    loadLines,
  );
  useEffect(() => {
    if (ended > 0) void mutate();
  }, [ended, mutate]);
  return {
    results: data?.flat(),
    error,
    hasMore: data?.at(-1)?.length === pageSize,
    showMore: () => void setSize((size) => size + 1),
    retry: () => void mutate(),
  };
}

async function loadLines(url: string): Promise<BatchResultView[]> {
  const response = await fetch(url).catch(() => {
    throw apiRequestError(0, "", null);
  });
  const text = await response.text();
  if (!response.ok) throw apiRequestError(response.status, text, response.headers.get("retry-after"));
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BatchResultView);
}
