import type { DocumentStatus, Receipt } from "@/lib/turn";

/** A document as /api/v1/documents tells it. */
export interface DocumentView {
  id: string;
  collectionId: string;
  title: string;
  fileName: string;
  mediaType: string;
  byteSize: number;
  status: DocumentStatus;
  /** While queued: its place among all that wait, from 1. */
  queuePosition?: number;
  error?: { code: string; message: string };
  receipt?: Receipt;
  createdAt: string;
}

/** Whether a worker still has something to do with it, so that it is worth asking again soon. */
export function isUnfinished({ status }: Pick<DocumentView, "status">): boolean {
  return status !== "ready" && status !== "failed" && status !== "cancelled";
}

export function isRetryable({ status }: Pick<DocumentView, "status">): boolean {
  return status === "failed" || status === "cancelled";
}

export const statusNames: Record<DocumentStatus, string> = {
  queued: "Queued",
  parsing: "Parsing",
  chunking: "Chunking",
  embedding: "Embedding",
  indexing: "Indexing",
  ready: "Ready",
  failed: "Failed",
  cancelled: "Cancelled",
};
