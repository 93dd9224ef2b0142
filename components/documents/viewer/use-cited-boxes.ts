"use client";

import { useMemo } from "react";
import useSWR from "swr";
import { type ApiRequestError, apiRequest } from "@/components/admin/api-request";
import type { TextBox } from "@/lib/document";
import type { Citation } from "@/lib/turn";
import type { SourceChunk } from "./join-chunks";
import { type PageBox, quoteBoxes } from "./quote-boxes";

type BoxedChunk = SourceChunk & { boxes?: TextBox[] | null };

/**
 * Where a citation's quote stands on the pages of its document. Undefined until that's known; empty where the chunk has no
 * boxes, as one from before there were any, or can't be read.
 */
export function useCitedBoxes({ documentId, chunkId, start, end }: Citation): PageBox[] | undefined {
  const url = `/api/v1/documents/${documentId}/chunks?around=${chunkId}&limit=1`;
  const { data, error } = useSWR<{ chunks: BoxedChunk[] }, ApiRequestError>(url, apiRequest, {
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });
  return useMemo(() => {
    if (error) return [];
    if (!data) return undefined;
    const chunk = data.chunks.find(({ id }) => id === chunkId);
    return chunk?.boxes ? quoteBoxes(chunk.text, chunk.boxes, start, end) : [];
  }, [data, error, chunkId, start, end]);
}
