"use client";

import { useWatched } from "@/components/documents/use-watched";
import { isOpenRun, type RunView, type SourceView } from "./source-view";

const watchMs = 2000;
/** While nothing is going on: a schedule may begin a run. */
const idleMs = 30_000;

/** A collection's sources, asked for again every two seconds while one is being read. */
export function useSources(collectionId: string) {
  return useWatched<{ sources: SourceView[] }>(
    `/api/v1/sources?collection=${collectionId}`,
    { isOpen: ({ sources }) => sources.some(({ lastRun }) => isOpenRun(lastRun)), everyMs: watchMs },
    { focusThrottleInterval: idleMs },
  );
}

/** The runs of a source, none while there's no source. */
export function useRuns(sourceId: string | null) {
  return useWatched<{ runs: RunView[] }>(sourceId && `/api/v1/sources/${sourceId}/runs`, {
    isOpen: ({ runs }) => runs.some(isOpenRun),
    everyMs: watchMs,
  });
}
