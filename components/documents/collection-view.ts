/** A collection as /api/v1/collections tells it. */
export interface CollectionView {
  id: string;
  name: string;
  readers: "everyone" | "named";
  /** The members who may read it where `readers` is "named". */
  readerIds: string[];
  embeddingModel: string;
  /** Its queued documents wait. */
  isPaused?: boolean;
  documentCount: number;
  readyCount: number;
  failedCount: number;
}

/** How many of its documents are still being worked on. */
export function pendingCount({ documentCount, readyCount, failedCount }: CollectionView): number {
  return Math.max(0, documentCount - readyCount - failedCount);
}

/** What the dialogs that change a collection have in common. */
export interface CollectionDialogProps {
  /** The collection it is about; null closes the dialog. */
  collection: CollectionView | null;
  onClose: () => void;
  onChanged: () => Promise<void>;
}
