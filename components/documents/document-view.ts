import type { DocumentStatus, Receipt, UploadLane } from "@/lib/document";
import type { DocumentKind } from "@/lib/search";

/** A document as /api/v1/documents tells it. */
export interface DocumentView {
  id: string;
  collectionId: string;
  title: string;
  fileName: string;
  mediaType: string;
  kind?: DocumentKind;
  byteSize: number;
  status: DocumentStatus;
  /** From 1; a new version of a document is a document of its own until it takes the old one's place. */
  version?: number;
  /** When a newer version took its place. */
  supersededAt?: string | null;
  /** Where it came from: an address, a path. */
  sourceKey?: string | null;
  sourceId?: string | null;
  lane?: UploadLane;
  author?: string | null;
  /** The day that it bears: YYYY-MM-DD. */
  date?: string | null;
  /** ISO 639-3. */
  language?: string | null;
  /** Whether people said its language; else its text did. */
  languageIsGiven?: boolean;
  tags?: string[];
  /** While queued: its place among all that wait, from 1. */
  queuePosition?: number;
  queue?: QueueView;
  error?: { code: string; message: string };
  receipt?: Receipt;
  createdAt: string;
  /** All versions, its own among them. Told of a single document only. */
  versions?: VersionView[];
}

/** How long a queued document has to wait, or why it will wait on. */
export interface QueueView {
  position: number;
  /** Null while nothing is known of how fast the queue moves. */
  estimateSeconds: number | null;
  state: "waiting" | "paused" | "budget" | "no_worker";
}

export type VersionView = Pick<DocumentView, "id" | "status" | "byteSize" | "createdAt" | "supersededAt"> & {
  version: number;
};

/** Whether a worker still has something to do with it, so that it is worth asking again soon. */
export function isUnfinished({ status }: Pick<DocumentView, "status">): boolean {
  return status !== "ready" && status !== "failed" && status !== "cancelled";
}

export function isRetryable({ status }: Pick<DocumentView, "status">): boolean {
  return status === "failed" || status === "cancelled";
}

/** Whether it failed for want of its password, which a person can give. */
export function isAwaitingPassword({ status, error }: Pick<DocumentView, "status" | "error">): boolean {
  return status === "failed" && isPasswordCode(error?.code);
}

export function isPasswordCode(code: string | undefined): boolean {
  return code === "encrypted_file" || code === "wrong_password";
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
