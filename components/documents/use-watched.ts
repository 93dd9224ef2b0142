"use client";

import { useState } from "react";
import useSWR, { type SWRConfiguration } from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";

interface Watch<T> {
  /** Whether the data will change by itself, so that it is worth asking again. */
  isOpen: (data: T) => boolean;
  /** Asks again whatever the data says: the caller knows that something is coming. */
  isExpectingMore?: boolean;
  everyMs: number;
}

/**
 * Reads from the API and, only while something is open or expected, asks again every `everyMs`. Asks nothing while `url` is
 * null. The interval is a plain number on purpose: SWR starts its timer anew when the option changes, and a function made
 * on each render would hold the next request off for as long as the page keeps rendering, as it does during uploads.
 */
export function useWatched<T>(
  url: string | null,
  watch: Watch<T>,
  options: SWRConfiguration<T, ApiRequestError> = {},
) {
  const [isOpen, setIsOpen] = useState(
    () => options.fallbackData !== undefined && watch.isOpen(options.fallbackData as T),
  );
  return useSWR<T, ApiRequestError>(url, apiRequest, {
    ...options,
    // SWR's own two seconds would swallow every other request of a watch that asks each second.
    dedupingInterval: watch.everyMs / 2,
    refreshInterval: watch.isExpectingMore || isOpen ? watch.everyMs : 0,
    onSuccess: (data, key, config) => {
      setIsOpen(watch.isOpen(data));
      options.onSuccess?.(data, key, config);
    },
  });
}
