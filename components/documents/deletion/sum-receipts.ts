import type { DeletionCounts, DeletionReceipt } from "@/lib/document";

/** Every store that a document leaves something in, in the order and words in which people are told. */
export const deletionStores = [
  ["documents", "Versions of the document"],
  ["chunks", "Chunks"],
  ["archivedChunks", "Chunks of older versions"],
  ["vectors", "Vectors"],
  ["bm25Entries", "Entries of the keyword index"],
  ["words", "Words that only it had"],
  ["stagedVectors", "Vectors of a new model"],
  ["cachedAnswers", "Cached answers"],
  ["quotes", "Quotes and sentences that cite it"],
  ["jobs", "Jobs in the queue"],
  ["blobs", "Files"],
] as const satisfies [keyof DeletionCounts, string][];

type Sum = Pick<DeletionReceipt, "versions" | "removed" | "remaining">;

/** What several deletions took away and left, added up. A count that a receipt doesn't have is none. */
export function sumReceipts(receipts: readonly DeletionReceipt[]): Sum {
  const sum = (part: "removed" | "remaining") =>
    Object.fromEntries(
      deletionStores.map(([store]) => [
        store,
        receipts.reduce((total, receipt) => total + (receipt[part][store] ?? 0), 0),
      ]),
    ) as unknown as DeletionCounts;
  const versions = receipts.reduce((total, receipt) => total + receipt.versions, 0);
  return { versions, removed: sum("removed"), remaining: sum("remaining") };
}

/** Whether no store has anything left. */
export function isClean(remaining: DeletionCounts): boolean {
  return deletionStores.every(([store]) => remaining[store] === 0);
}
