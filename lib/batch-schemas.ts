/** Batches of questions, as they travel. Client-safe. */
/** queued → running → done | cancelled | failed; and running → queued when its process died. */
export const batchStatuses = ["queued", "running", "done", "cancelled", "failed"] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** queued → running → done | failed | cancelled; and running → queued when its process died. */
export const batchItemStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;
export type BatchItemStatus = (typeof batchItemStatuses)[number];
