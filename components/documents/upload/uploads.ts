"use client";

import { useMemo, useSyncExternalStore } from "react";
import { sendFile } from "./send-file";
import { createUploadQueue, type Upload } from "./upload-queue";

/** The page's one upload queue: it lives as long as the tab, whatever is shown in it. */
export const uploadQueue = createUploadQueue(sendFile);

const none: readonly Upload[] = [];

/**
 * The uploads to one collection, or only those of new versions of one document, in the order in which they were added.
 * Renders at every step of their progress.
 */
export function useUploads(collectionId: string, replacesId?: string): readonly Upload[] {
  const all = useSyncExternalStore(uploadQueue.subscribe, uploadQueue.uploads, () => none);
  return useMemo(
    () =>
      all.filter(
        (upload) =>
          upload.collectionId === collectionId &&
          (replacesId === undefined || upload.replacesId === replacesId),
      ),
    [all, collectionId, replacesId],
  );
}

/** Whether files are on their way to the collection. Renders only when that changes. */
export function useIsUploading(collectionId: string): boolean {
  const isUploading = () =>
    uploadQueue
      .uploads()
      .some(
        (upload) =>
          upload.collectionId === collectionId && (upload.state === "sending" || upload.state === "waiting"),
      );
  return useSyncExternalStore(uploadQueue.subscribe, isUploading, () => false);
}
