"use client";

import useSWR from "swr";
import useSWRInfinite from "swr/infinite";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import type { QuestionView, RatedAnswerView, RunView, SetView } from "./set-view";

/** All sets of the workspace. */
export function useSets() {
  return useSWR<{ sets: SetView[] }, ApiRequestError>("/api/evaluation-sets", apiRequest);
}

/** One set with its questions, asked for anew whenever the screen opens: other screens add to it. */
export function useSet(setId: string) {
  return useSWR<SetView & { questions: QuestionView[] }, ApiRequestError>(
    `/api/evaluation-sets/${setId}`,
    apiRequest,
    { dedupingInterval: 0 },
  );
}

const watchEveryMs = 1_000;

/** A set's last runs, latest first; asked for again and again while one is under way. */
export function useRuns(setId: string) {
  return useSWR<{ runs: RunView[] }, ApiRequestError>(`/api/evaluation-sets/${setId}/runs`, apiRequest, {
    refreshInterval: (known) => (known?.runs[0]?.state === "running" ? watchEveryMs : 0),
  });
}

interface RatedPage {
  answers: RatedAnswerView[];
  nextCursor: string | null;
}

/** Rated answers, page after page as one asks for more. */
export function useRatedAnswers(rating: "up" | "down" | null, messageId: string | null) {
  const urlOf = (index: number, before: RatedPage | null) => {
    if (index > 0 && !before?.nextCursor) return null;
    const query = new URLSearchParams();
    if (rating) query.set("rating", rating);
    if (messageId) query.set("messageId", messageId);
    if (before?.nextCursor) query.set("cursor", before.nextCursor);
    return `/api/rated-answers?${query}`;
  };
  const { data, error, size, setSize, mutate, isValidating } = useSWRInfinite<RatedPage, ApiRequestError>(
    urlOf,
    apiRequest,
    { revalidateFirstPage: false },
  );
  return {
    answers: data?.flatMap((page) => page.answers),
    error,
    hasMore: Boolean(data?.at(-1)?.nextCursor),
    isReadingOn: isValidating && (data?.length ?? 0) < size,
    readOn: () => void setSize(size + 1),
    reload: mutate,
  };
}
